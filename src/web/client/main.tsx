import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startTheme } from './app/theme.ts';
import { catchDroppedFiles } from './components/dropped-files.ts';
import { startTexts } from './i18n/texts.ts';
import './theme.css';
import './components/controls.css';
import './components/feedback.css';
import './components/layout.css';
import './app/shell.css';

startTheme();
startTexts();
catchDroppedFiles();
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
