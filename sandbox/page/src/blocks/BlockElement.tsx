import type { ElementProps } from './element';
import { Button } from './Button';
import { Choices } from './Choices';
import { DateInput } from './DateInput';
import { ElementImage } from './ElementImage';
import { Overflow } from './Overflow';
import { Select } from './Select';
import { TextInput } from './TextInput';

type ElementView = (props: ElementProps) => React.ReactNode;

const views: Record<string, ElementView> = {
    button: Button,
    overflow: Overflow,
    image: ElementImage,
    static_select: Select,
    external_select: Select,
    users_select: Select,
    channels_select: Select,
    conversations_select: Select,
    plain_text_input: TextInput,
    email_text_input: TextInput,
    url_text_input: TextInput,
    number_input: TextInput,
    datepicker: DateInput,
    timepicker: DateInput,
    datetimepicker: DateInput,
    radio_buttons: Choices,
    checkboxes: Choices,
    multi_static_select: Choices,
};

export function BlockElement(props: ElementProps) {
    const View = views[props.element.type];
    if (View === undefined) return <span className="unsupported">{props.element.type} is not shown here</span>;
    return <View {...props} />;
}
