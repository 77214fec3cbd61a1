import { useEffect, useState } from 'react';

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

const storageKey = 'sandbox.theme';
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

/** The chosen theme and the one shown; following the system until one is chosen. */
export function useTheme(): { theme: Theme; choice: ThemeChoice; choose: (choice: ThemeChoice) => void } {
    const [choice, setChoice] = useState(loadChoice);
    const [dark, setDark] = useState(systemDark.matches);
    useEffect(() => {
        const follow = () => setDark(systemDark.matches);
        systemDark.addEventListener('change', follow);
        return () => systemDark.removeEventListener('change', follow);
    }, []);
    const theme = choice === 'system' ? (dark ? 'dark' : 'light') : choice;
    useEffect(() => {
        document.documentElement.dataset.theme = theme;
    }, [theme]);
    const choose = (wanted: ThemeChoice) => {
        localStorage.setItem(storageKey, wanted);
        setChoice(wanted);
    };
    return { theme, choice, choose };
}

function loadChoice(): ThemeChoice {
    const stored = localStorage.getItem(storageKey);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
}
