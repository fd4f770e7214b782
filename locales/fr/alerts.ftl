# Alertes : la page de chacun, et ce qu’un appareil affiche.

tab-alerts = Alertes

alerts-device = Notifications sur cet appareil
alerts-device-text = Elles arrivent même quand la console est fermée : qui a écrit, et le début du message.
alerts-checking = Vérification de ce que ce navigateur sait faire…
alerts-needs-script = Les notifications ont besoin de JavaScript.
alerts-unsupported = Ce navigateur ne sait pas afficher de notifications. Chrome, Edge, Firefox et Safari des dernières années le savent.
alerts-insecure = Les notifications demandent une adresse sécurisée : ouvrez la console en https.
alerts-ios = Sur iPhone et iPad, les notifications marchent une fois que la console est une app : touchez Partager, puis « Sur l’écran d’accueil », ouvrez-la de là et revenez sur cette page.
alerts-ask = Activer les notifications
alerts-ask-hint = Votre navigateur demande alors s’il en a le droit. Vous pouvez les désactiver ici à tout moment.
alerts-denied = Vous avez bloqué les notifications pour cette adresse.
alerts-denied-how = Pour les autoriser : cliquez sur le symbole à gauche de l’adresse, mettez les notifications sur « Autoriser » et rechargez cette page.
alerts-on = Activées
alerts-on-text = Cet appareil vous prévient quand un visiteur écrit et que vous ne regardez pas la console.
alerts-trial = Envoyer un essai
alerts-trial-sent = L’essai est en route
alerts-off = Désactiver
alerts-failed = Votre navigateur n’a pas pu joindre son service de notifications : rien n’arrive quand la console est fermée. Un onglet ouvert affiche tout de même des notifications.
alerts-again = Réessayer

alerts-app = Leadbell comme application
alerts-app-text = Une fenêtre et une icône à elle, sur un téléphone ou un ordinateur. Rien n’est téléchargé d’autre que cette console.
alerts-app-install = Installer l’application
alerts-app-installed = Vous utilisez l’application.
alerts-app-ios = Touchez Partager, puis « Sur l’écran d’accueil ».
alerts-app-menu = Votre navigateur l’installe depuis son menu : « Installer l’application » ou « Ajouter à l’écran d’accueil ».

alerts-choices = Ce qui sonne
alerts-sound = Son
alerts-sound-bell = Cloche
alerts-sound-knock = Toc-toc
alerts-sound-drops = Gouttes
alerts-sound-none = Aucun
alerts-play = Écouter
alerts-desktop = Afficher une notification quand un onglet de la console est ouvert mais caché
alerts-only-mine = Seulement pour mes conversations
alerts-only-mine-hint = Sinon aussi pour celles que personne n’a encore prises.

alerts-devices = Appareils prévenus
alerts-devices-none = Aucun pour l’instant. Activez les notifications ci-dessus.
alerts-device-here = celui-ci
alerts-device-since = depuis
alerts-device-sent = prévenu
alerts-device-remove = Retirer
done-device-removed = Cet appareil n’est plus prévenu

push-no-text = Un nouveau message
push-trial-title = Ça marche
push-trial-text = C’est ainsi que vous apprenez qu’un visiteur écrit.
about-push = Notification sur un appareil
