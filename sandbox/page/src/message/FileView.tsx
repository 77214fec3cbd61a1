import type { Message } from '../api/types';
import { Link } from '../text/Mention';

type File = NonNullable<Message['files']>[number];

export function FileView({ file }: { file: File }) {
    const name = file.title || file.name || file.id;
    return (
        <div className="file" data-file={file.id}>
            <span aria-hidden="true">📄</span>
            {file.url_private ? <Link url={file.url_private}>{name}</Link> : <span>{name}</span>}
            {file.size !== undefined && <small>{sizeText(file.size)}</small>}
        </div>
    );
}

function sizeText(bytes: number): string {
    return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`;
}
