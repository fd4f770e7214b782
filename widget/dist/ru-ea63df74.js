var a={lang:"ru"};export{a as default};
