var a={lang:"fr"};export{a as default};
