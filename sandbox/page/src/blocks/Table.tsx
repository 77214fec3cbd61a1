import type { Block, TableCell } from '../api/types';
import { PlainText } from '../text/Mrkdwn';
import { cellText } from './cellText';
import { RichTextCell } from './RichText';

/** A table block; the first row is its head. On a narrow screen each row becomes a small card of "name: value" lines. */
export function Table({ block }: { block: Block }) {
    const [head = [], ...rows] = block.rows ?? [];
    const names = head.map(cellText);
    const settings = block.column_settings ?? [];
    return (
        <div className="block-table" tabIndex={0} role="group" aria-label="Table">
            <table>
                <thead>
                    <tr>
                        {head.map((cell, column) => (
                            <th key={column} scope="col" style={{ textAlign: settings[column]?.align }}>
                                <Cell cell={cell} />
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row, index) => (
                        <tr key={index}>
                            {row.map((cell, column) => (
                                <td
                                    key={column}
                                    data-label={names[column]}
                                    className={settings[column]?.is_wrapped ? 'wrapped' : undefined}
                                    style={{ textAlign: settings[column]?.align }}
                                >
                                    <Cell cell={cell} />
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function Cell({ cell }: { cell: TableCell }) {
    return cell.type === 'rich_text' ? <RichTextCell elements={cell.elements} /> : <PlainText text={cell.text} />;
}
