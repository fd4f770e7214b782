"use strict";(()=>{console.info("leadbell");})();
