var e={lang:"de"};export{e as default};
