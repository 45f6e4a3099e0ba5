import { render } from 'preact';
import './styles/index.css';
import './theme';
import { App } from './App';

render(<App />, document.getElementById('app') as HTMLElement);
