# Les expériences et leurs résultats.

tab-experiments = Expériences
experiments-title = Expériences
experiments-none = Rien n’est à l’essai
experiments-none-text = Donnez à une offre une seconde variante, ou un groupe qui ne la voit pas : ce qu’il en est advenu se compare ici.
experiments-about = Sujet
experiments-judged = Jugée sur
experiments-since = Depuis
experiments-running = En cours
experiments-ended = Terminée
experiments-kind-offer = Offre
experiments-kind-form = Formulaire
experiments-kind-script = Scénario
experiments-kind-page = Page d’atterrissage
experiments-kind-other = Autre chose
experiments-back = Retour aux expériences
experiments-to-offer = Ouvrir l’offre
experiments-to-page = Ouvrir la page
experiments-control = Ne voit rien
experiments-unfair = Les visiteurs se répartissent autrement que les poids ne le disent, au point que ce ne peut être un hasard. Certains se perdent en chemin : aucun chiffre ne vaut, aucun gagnant n’est nommé.
experiments-early = Trop tôt pour le dire. { $visitors ->
        [0] { "" }
        [one] Il manque encore { $visitors } visiteur à la plus petite variante.
       *[other] Il manque encore { $visitors } visiteurs à la plus petite variante.
    } { $goals ->
        [0] { "" }
        [one] Il manque encore { $goals } résultat à toutes ensemble.
       *[other] Il manque encore { $goals } résultats à toutes ensemble.
    }
experiments-open = Aucune variante n’est sûrement meilleure pour l’instant. Laissez courir, ou gardez ce que vous avez.
experiments-keep = « { $name } » est meilleure que toutes les autres variantes.
experiments-better = « { $name } » est meilleure que « { $base } ».
experiments-rates = { $goal } par visiteur
experiments-rates-text = La barre montre où se trouve le vrai taux, avec 95 % de certitude.
experiments-variant = Variante
experiments-rate = Taux
experiments-interval = Intervalle
experiments-chance = Chance d’être la meilleure
experiments-loss = Perte pour 1 000 visiteurs
experiments-wins = Gagnante
experiments-came = Ce qu’il en est advenu
experiments-came-text = Comptent les leads laissés dans les 30 jours, de quelque manière que ce soit.
experiments-weight = Poids
experiments-visitors = Visiteurs
experiments-impressions = Affichages
experiments-conversions = Conversions
experiments-leads = Leads
experiments-valid = Leads valides
experiments-customers = Clients
experiments-method = Une gagnante est nommée quand chaque variante a { $visitors } visiteurs et toutes ensemble { $goals } résultats, et seulement si l’écart tient aussi souvent qu’on regarde : parmi les expériences sans différence, une sur vingt au plus en nomme une.
experiments-earlier = Autres périodes
experiments-earlier-text = Changer les poids ou les variantes en ouvre une nouvelle.
experiments-begun = commencée
experiments-new = Nouvelle expérience
experiments-new-text = Une partie des visiteurs reçoit l’un à la place de l’autre. Chacun garde ce qu’il a reçu.
experiments-base = Comme aujourd’hui
experiments-against = Contre
experiments-third = Et contre
experiments-no-third = Rien d’autre
experiments-choose = Choisir…
experiments-begin = Commencer
experiments-end = Terminer
experiments-done = Elle est en cours
experiments-needs-two = Il en faut deux du même genre
experiments-needs-two-text = Créez un second formulaire, ou publiez un second scénario, et essayez-le à la place du premier. Les variantes d’une offre se règlent avec l’offre.
experiments-wrong-kind = Choisissez-en un du même genre que le premier.
experiments-wrong-site = Choisissez-en un du même site que le premier.
experiments-wrong-twice = Celui-ci est déjà choisi.
