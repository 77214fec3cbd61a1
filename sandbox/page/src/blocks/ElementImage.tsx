import type { ElementProps } from './element';

export function ElementImage({ element }: ElementProps) {
    return <img className="accessory-image" src={element.image_url} alt={element.alt_text ?? ''} />;
}
