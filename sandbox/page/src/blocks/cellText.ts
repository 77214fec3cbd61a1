import type { RichTextElement, TableCell } from '../api/types';

/** The words of a table's cell. */
export function cellText(cell: TableCell): string {
    return cell.type === 'rich_text' ? cell.elements.map(words).join(' ') : cell.text;
}

function words(element: RichTextElement): string {
    return element.elements ? element.elements.map(words).join('') : (element.text ?? element.fallback ?? '');
}
