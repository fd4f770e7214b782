var e={lang:"en"};export{e as default};
