import ReactDOM from 'react-dom/client';
import { createApp } from '@backstage/frontend-defaults';
import '@backstage/ui/css/styles.css';
import { sandboxModule } from './modules/sandbox';

// Plugins come in by app.packages in app-config.yaml; what is this portal's own is named here.
const app = createApp({ features: [sandboxModule] });

ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());
