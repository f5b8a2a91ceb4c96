import ReactDOM from 'react-dom/client';
import { createApp } from '@backstage/frontend-defaults';
import '@backstage/ui/css/styles.css';
import { homeModule } from './modules/home';
import { sandboxModule } from './modules/sandbox';
import { signInModule } from './modules/signIn';

// Plugins come in by app.packages in app-config.yaml; what is this portal's own is named here.
const app = createApp({ features: [homeModule, sandboxModule, signInModule] });

ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());
