/** The viewer: reads the view document of the page and draws it. */
export {};
