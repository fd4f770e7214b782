# Les sites : liste, formulaire, aperçu, installation de la balise.

sites-add = Ajouter un site
sites-none = Pas encore de site
sites-none-text = Un site est un site web qui porte le widget : son adresse, son apparence, ses horaires et qui est prévenu des nouveaux contacts.
sites-never = pas encore vu
sites-seen = vu { $time }
sites-seen-last = vu pour la dernière fois { $time }
sites-back = Retour aux sites
sites-owners-only = Seul un propriétaire peut modifier un site.
sites-not-saved = Rien n’a encore été enregistré : il manque quelque chose ci-dessous.

site-section = Le site
site-name-hint = Les visiteurs le voient en haut de la discussion.
site-addresses = Adresses
site-addresses-hint = Une par ligne. Le widget ne fonctionne que sur celles-ci. https://*.shop.example couvre tous les sous-domaines.
site-look = Apparence
site-colour = Couleur
site-corner = Coin
site-right = En bas à droite
site-left = En bas à gauche
site-from-side = Pixels depuis le côté
site-from-bottom = Pixels depuis le bas
site-from-bottom-hint = Davantage s’il y a là un bandeau de cookies ou une barre fixe.
site-bubble = Saluer les visiteurs à côté du bouton
site-bubble-hint = Une petite bulle, une fois. La fenêtre ne s’ouvre pas toute seule.
site-texts = Textes
site-texts-text = Vide : les mots du widget, dans sa langue.
site-language = Langue du widget
site-language-hint = Les e-mails sur les contacts de ce site la suivent aussi.
site-language-auto = La langue de la page
site-heading = Titre
site-greeting = Message d’accueil
site-greeting-hint = La première ligne de la discussion.
site-launcher = Nom du bouton
site-launcher-hint = Ce qu’un lecteur d’écran dit du bouton rond.
site-reply-time = En combien de temps vous répondez
site-reply-time-hint = Par exemple « Nous répondons en dix minutes ». Promettez ce que vous tenez.
site-hours = Horaires
site-hours-text = En dehors, le formulaire prend le relais et dit quand vous revenez. Un jour vide est un jour de repos ; laissez-les tous vides si quelqu’un répond à toute heure.
site-closed = fermé
site-hours-hint = Par exemple 9:00–18:00, ou 9–13, 14–18 avec une pause.
site-desk = Qui répond
site-answers-by = Aux visiteurs répondent
site-answers-by-hint = Prend effet aussitôt, aussi pour les conversations ouvertes.
site-no-script = Aucun scénario n’est encore publié. D’ici là, ce sont des personnes qui répondent, quel que soit le choix fait ici.
site-strategy = Qui reçoit une conversation en attente
site-strategy-hint = La dernière personne à avoir parlé avec le visiteur passe d’abord. Seules les personnes en ligne en reçoivent, et jamais plus à la fois que ne le disent les services.
site-told = Qui est prévenu
site-notify = Adresses e-mail
site-notify-hint = Une par ligne. Les nouveaux contacts et les discussions sans réponse leur sont envoyés aussitôt.
site-unanswered = Secondes avant qu’une discussion compte comme sans réponse
site-unanswered-hint = Un e-mail part alors : à la personne à qui est la conversation, sinon aux adresses ci-dessus. 0 : jamais.
site-escalate = Secondes de plus avant de prévenir tout le monde
site-escalate-hint = Si la personne à qui est la conversation n’a pas non plus répondu d’ici là. 0 : jamais.
site-mail-cap = E-mails à une adresse
site-mail-window = en minutes
site-mail-window-hint = Au-delà, tout est réuni dans un seul e-mail.
site-files = Fichiers
site-upload = Mégaoctets d’un fichier qu’un visiteur peut envoyer
site-upload-hint = 0 : les visiteurs n’envoient pas de fichiers. Au plus 100.
site-privacy = Téléphones et confidentialité
site-country = Pays des numéros sans indicatif
site-consent = Demander d’abord le consentement
site-consent-hint = Avant, rien n’est stocké ni envoyé au sujet d’un visiteur.
site-privacy-page = Votre page de confidentialité
site-privacy-page-hint = Le formulaire et le consentement y renvoient.
site-sandboxed = Autoriser les pages isolées
site-sandboxed-hint = Les pages dans un cadre isolé (sandbox) n’ont pas d’adresse propre. N’importe qui peut en créer : ne l’activez que si vous en avez besoin.
site-goals = Objectifs
site-goals-text = Signalés à dataLayer, gtag et ym sur votre page, une fois par contact et par discussion. Vide : aucun.
site-goal-lead = Un contact a été laissé
site-goal-chat = Une discussion a commencé
site-metrica = Numéro du compteur Metrica
site-metrica-hint = Seulement si vous utilisez Yandex Metrica.
site-add = Ajouter le site
site-preview = Aperçu

answers-people = Des personnes
answers-bot = Le bot
answers-bot-first = Le bot d’abord, puis des personnes
answers-bot-when-away = Le bot tant que personne n’est en ligne
strategy-manual = Qui la prend ou répond en premier
strategy-round-robin = Chacun à son tour
strategy-least-busy = Qui en a le moins

day-monday = Lundi
day-tuesday = Mardi
day-wednesday = Mercredi
day-thursday = Jeudi
day-friday = Vendredi
day-saturday = Samedi
day-sunday = Dimanche

wrong-colour = Donnez la couleur en six chiffres, par exemple #2563eb.
wrong-address = « { $typed } » n’est pas une adresse.
wrong-no-address = Donnez l’adresse du site, par exemple https://shop.example.
wrong-many-addresses = 50 adresses au plus. *.shop.example couvre les sous-domaines.
wrong-notify = « { $typed } » n’est pas une adresse e-mail.
wrong-many-notify = 20 adresses au plus.
wrong-country = Donnez le pays en deux lettres, par exemple FR.
wrong-privacy = Donnez l’adresse entière, par exemple https://shop.example/privacy.
wrong-metrica = Ce n’est pas un numéro de compteur : il n’a que des chiffres.
wrong-number = Donnez un nombre de { $least } à { $most }.
wrong-goal = Lettres, chiffres, - et _, 40 au plus.
wrong-hours = Écrivez 9:00–18:00, ou 9–13, 14–18 avec une pause.

preview-label = L’apparence du widget avec ces réglages
preview-greeting = Comment pouvons-nous aider ?
preview-always = Sans horaires, on s’attend à une réponse à toute heure.
preview-open = Avec ces horaires, c’est ouvert maintenant.
preview-never = Avec ces horaires, ce n’est jamais ouvert.
preview-opens = { $day ->
        [1] Avec ces horaires, c’est fermé maintenant et ouvre lundi à { $time }.
        [2] Avec ces horaires, c’est fermé maintenant et ouvre mardi à { $time }.
        [3] Avec ces horaires, c’est fermé maintenant et ouvre mercredi à { $time }.
        [4] Avec ces horaires, c’est fermé maintenant et ouvre jeudi à { $time }.
        [5] Avec ces horaires, c’est fermé maintenant et ouvre vendredi à { $time }.
        [6] Avec ces horaires, c’est fermé maintenant et ouvre samedi à { $time }.
       *[7] Avec ces horaires, c’est fermé maintenant et ouvre dimanche à { $time }.
    }

install-title = Mettre le widget sur { $site }
install-seen = Le widget fonctionne. Il a été vu { $time } sur { $url }.
install-seen-last = Le widget a été vu pour la dernière fois { $time } sur { $url }. Si le site a des visiteurs, la balise a peut-être été retirée.
install-never = Pas encore vu. Collez la balise, ouvrez une page du site, puis rechargez celle-ci.
install-somewhere = une de ses pages
install-tag = La balise
install-tag-text = Collez-la dans chaque page, avant le `</body>` final ou dans l’en-tête. Elle ne ralentit pas la page.
install-nothing = Si rien n’apparaît
install-policy-text = Seulement si votre site en envoie une. Ajoutez ceci aux lignes existantes ; rien d’autre n’est nécessaire, ni styles ni cadres.
install-nonce = Avec des nonces et `strict-dynamic`, donnez votre nonce à la balise au lieu de compléter `script-src` ; `connect-src` reste comme ci-dessus. Trusted Types ne demande aucune politique pour elle.
install-managers = Gestionnaires de balises
install-managers-text = Certains suppriment l’attribut `data-site`. Utilisez alors ceci comme balise HTML personnalisée sur toutes les pages.
install-scripts = Pour vos propres scripts
install-scripts-text = Ces lignes, n’importe où avant la balise, acceptent aussitôt des commandes ; elles s’exécutent quand le widget est là. Commandes : `open`, `close`, `toggle`, `set`, `track`, `on`, `off`, `consent`, `reset`.
install-hint-page = Ouvrez une page du site dans un nouvel onglet et rechargez-la. La balise doit être dans le HTML de la page : cherchez « w.js » dans son code source.
install-hint-address = L’adresse de la page doit être sur la liste de ce site : { $addresses }. Avec ou sans www., ce sont des adresses différentes.
install-hint-console = Appuyez sur F12 et regardez la console. Une ligne sur « Content Security Policy » signifie que les lignes ci-dessous manquent ; « Leadbell: » annonce ce que dit le widget lui-même.
install-hint-https = Votre site utilise https, ce serveur http. Les navigateurs refusent ce mélange : placez le serveur derrière https et définissez LEADBELL_PUBLIC_URL.
install-hint-local = La balise pointe vers { $server }, que seule cette machine peut joindre. Donnez à LEADBELL_PUBLIC_URL l’adresse que vos visiteurs peuvent joindre.

done-site = Le site est créé. Il reste une ligne de HTML.
done-setup = Tout est installé. Il reste une ligne de HTML.
