# Alerts: the page of one's own, and what a device shows.

tab-alerts = Alerts

alerts-device = Notifications on this device
alerts-device-text = They come even when the console is closed: who wrote, and how the message begins.
alerts-checking = Looking at what this browser can do …
alerts-needs-script = Notifications need JavaScript.
alerts-unsupported = This browser cannot show notifications. Chrome, Edge, Firefox and Safari of recent years can.
alerts-insecure = Notifications need a secure address: open the console over https.
alerts-ios = On iPhone and iPad notifications work once the console is an app: tap Share, then “Add to Home Screen”, open it from there and come back to this page.
alerts-ask = Turn on notifications
alerts-ask-hint = Your browser then asks whether it may. You can turn them off here at any time.
alerts-denied = You have blocked notifications for this address.
alerts-denied-how = To allow them: click the symbol to the left of the address, set notifications to “Allow”, and load this page again.
alerts-on = On
alerts-on-text = This device is told when a visitor writes and you are not looking at the console.
alerts-trial = Send a trial
alerts-trial-sent = It is on its way
alerts-off = Turn off
alerts-failed = Your browser could not reach its push service, so nothing comes while the console is closed. An open tab shows notifications all the same.
alerts-again = Try again

alerts-app = Leadbell as an app
alerts-app-text = A window and an icon of its own, on a phone or a computer. Nothing is downloaded but this console.
alerts-app-install = Install app
alerts-app-installed = You are using the app.
alerts-app-ios = Tap Share, then “Add to Home Screen”.
alerts-app-menu = Your browser installs it from its menu: “Install app” or “Add to Home screen”.

alerts-choices = What rings
alerts-sound = Sound
alerts-sound-bell = Bell
alerts-sound-knock = Knock
alerts-sound-drops = Drops
alerts-sound-none = None
alerts-play = Play
alerts-desktop = Show a notification when a tab of the console is open but hidden
alerts-only-mine = Only for conversations that are mine
alerts-only-mine-hint = Otherwise also for those that nobody has taken yet.

alerts-devices = Devices that are told
alerts-devices-none = None yet. Turn notifications on above.
alerts-device-here = this one
alerts-device-since = since
alerts-device-sent = last told
alerts-device-remove = Remove
done-device-removed = That device is told nothing any more

push-no-text = A new message
push-trial-title = It works
push-trial-text = This is how you hear of a visitor who writes.
about-push = Notification on a device
