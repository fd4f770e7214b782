# Messages à l'équipe. $who est un nom, un téléphone ou une adresse ; $site le nom du site.

mail-lead-subject = Nouveau contact sur { $site } : { $who }
mail-lead-subject-again = { $who } a repris contact sur { $site }
mail-lead-reason = { $who } a laissé ses coordonnées sur { $site }.
mail-lead-reason-again = { $who }, que vous connaissez déjà, a repris contact sur { $site }.
mail-lead-button = Ouvrir le contact

mail-chat-subject = { $who } attend une réponse sur { $site }
mail-chat-reason = { $who } a écrit sur { $site } et personne n'a répondu depuis { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.
mail-chat-button = Répondre maintenant

mail-mention-subject = { $by } vous a mentionné dans la discussion avec { $who }
mail-mention-reason = { $by } vous a mentionné dans une note sur la discussion avec { $who } sur { $site }.
mail-mention-button = Ouvrir la discussion
mail-mention-foot = Vous recevez ce message parce qu’un collègue vous a mentionné et que vous n’étiez pas dans la console.

mail-digest-subject = Récapitulatif : { $what } sur { $site }
mail-digest-reason = Les demandes sur { $site } sont si nombreuses qu'elles sont réunies ici : { $what }.
mail-digest-more = … et { $count } de plus
mail-digest-button = Ouvrir les contacts
mail-digest-button-chats = Ouvrir la messagerie
digest-leads = { $count ->
        [one] { $count } contact
       *[other] { $count } contacts
    }
digest-chats = { $count ->
        [one] { $count } discussion sans réponse
       *[other] { $count } discussions sans réponse
    }

mail-fact-name = Nom
mail-fact-phone = Téléphone
mail-fact-email = E-mail
mail-fact-page = Page
mail-fact-source = Source
mail-fact-time = Heure
mail-fact-requests = Demandes à ce jour

mail-visitor = Un visiteur
mail-time = %d/%m/%Y, %H:%M
mail-foot-why = Vous recevez ce message parce que { $recipient } fait partie des adresses à prévenir pour { $site }.
mail-foot-stop = Pour ne plus le recevoir, retirez l'adresse de la liste dans les réglages du site :
mail-foot-settings = Réglages du site
mail-foot-yours = Vous recevez cet e-mail parce que c’est à vous de répondre dans cette conversation.
mail-foot-yours-stop = Cela s’arrête quand vous répondez ou passez la conversation à quelqu’un d’autre. Les délais sont dans les réglages du site :

channel-direct = Accès direct
channel-search = Recherche
channel-paid = Publicité
channel-social = Réseaux sociaux
channel-email = E-mail
channel-referral = Autre site
channel-campaign = Campagne

# E-mails à une adresse qu’un visiteur a donnée.
mail-visitor-chat = Vous avez laissé votre adresse e-mail dans le chat avec { $site }.
mail-visitor-foot = Si ce n’était pas vous, ignorez cet e-mail.
