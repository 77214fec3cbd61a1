import { createRoot } from 'react-dom/client';
import 'slack-blocks-to-jsx/dist/style.css';
import './style/colors.css';
import './style/layout.css';
import './style/message.css';
import './style/blocks.css';
import './style/composer.css';
import './style/dialog.css';
import './style/workspace.css';
import './style/phone.css';
import { App } from './layout/App';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
