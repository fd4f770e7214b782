var a={lang:"ro"};export{a as default};
