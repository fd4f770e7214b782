// The script of every console page. Each part looks for its own attributes and
// is quiet where there are none; inbox and visitors are islands of their own.
import { watchCopy } from './lib/copy';
import { watchFace } from './lib/face';
import { watchForms } from './lib/guard';
import { startHtmx } from './lib/htmx';
import { watchKeys } from './lib/keys';
import { watchLanding } from './lib/landing';
import { nameCodes } from './lib/names';
import { watchTheme } from './lib/theme';
import { watchTimes } from './lib/times';
import { watchToasts } from './lib/toast';
import { fillZone } from './lib/zone';
import { startPush } from './live/push';
import { watchRail } from './live/rail';

startHtmx();
watchTheme();
watchTimes();
watchCopy();
watchKeys();
watchFace();
watchForms();
watchLanding();
watchToasts();
fillZone();
nameCodes();
document.querySelector('.tabs > [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
if (document.querySelector('.rail')) startPush();
if (document.querySelector('.rail') && !document.querySelector('#inbox, #visitors')) watchRail();
