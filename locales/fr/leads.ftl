# Les contacts : liste, fiche, quarantaine.

leads-search = Chercher dans les contacts
leads-search-hint = Nom, téléphone ou e-mail
leads-none = Pas encore de contact
leads-none-text = Quiconque laisse un numéro de téléphone ou une adresse e-mail, dans le formulaire ou la discussion, apparaît ici avec chaque demande et sa provenance.
leads-install = Mettre le widget sur votre site
leads-show-all = Tout afficher
leads-nothing = Rien ne correspond
leads-nothing-text = Aucun contact ne réunit tout cela. Retirez un filtre, ou cherchez une partie du nom.
leads-show-all-leads = Afficher tous les contacts
leads-contact = Coordonnées
leads-source = Source
leads-last = Dernière
leads-no-name = sans nom
leads-period = Période
leads-hours = { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
leads-days = { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }
lead-without-name = Sans nom

status-new = Nouveau
status-working = En cours
status-converted = Gagné
status-refused = Refusé
status-postponed = Reporté

lead-back = Retour aux contacts
lead-incomplete = incomplet : pas de nom
lead-call = Appeler
lead-write = Écrire
lead-chat = Discussion
lead-maybe-same = Une demande portait le téléphone d’un contact et l’adresse e-mail d’un autre. C’est peut-être la même personne :
lead-other-both = les deux
lead-other-phone = le téléphone
lead-other-email = l’adresse e-mail
lead-other-nameless = un contact sans nom
lead-different = Ce sont des personnes différentes
lead-same-visitor = Autres contacts du même visiteur :
lead-claims = { $count ->
        [one] Une demande a été ajoutée parce que quelqu’un a saisi ces coordonnées.
       *[other] { $count } demandes ont été ajoutées parce que quelqu’un a saisi ces coordonnées.
    } Personne n’a confirmé qu’il s’agit de la même personne, la fiche n’a donc pas été modifiée.
lead-note = Note pour l’équipe
lead-add-note = Ajouter la note
lead-timeline = Historique
lead-unconfirmed = non confirmé
lead-open-chat = Ouvrir la discussion
lead-became = Est devenu un contact
lead-facts = Informations
lead-set = Définir
lead-set-status = le statut
lead-set-owner = le responsable
lead-reason = Motif du refus
lead-nobody = Personne encore
lead-taken = Un autre contact a ces coordonnées.
lead-taken-open = Ouvrez-le pour comparer les deux.
lead-save-contact = Enregistrer les coordonnées
lead-where-from = Provenance
lead-none = aucun
lead-no-owner = personne encore

source-campaign = Campagne
source-source = Source
source-medium = Support
source-term = Mot-clé
source-content = Contenu
source-referrer = Site référent
source-landing = Première page

event-chat = A laissé ses coordonnées dans la discussion
event-form = A envoyé le formulaire de contact
event-consent = Consentement
event-consent-given = donné
event-released = Libéré par
event-noted = Note de { $who }
event-status = { $who } a mis le statut sur « { $status } »
event-owner = { $who } a confié le contact à { $owner }
event-no-owner = { $who } a retiré le responsable
event-contact = { $who } a modifié les coordonnées
event-somebody = Quelqu’un
event-other-status = une autre étape

wrong-no-reason = Dites pourquoi : un refus sans motif n’apprend rien.
wrong-no-note = Écrivez d’abord quelque chose.
wrong-phone = Ce n’est pas un numéro de téléphone. Commencez par + et l’indicatif du pays.
wrong-no-contact = Un contact a besoin d’un numéro de téléphone ou d’une adresse e-mail.
wrong-taken = Un autre contact l’a déjà.

quarantine-count = { $count } à vérifier
quarantine-release-chosen = Faire des cochés des contacts
quarantine-none = Rien à vérifier
quarantine-none-text = Les demandes qui semblent venir d’un robot attendent ici avec les raisons. Rien n’est jeté, et personne ne reçoit d’e-mail à leur sujet.
quarantine-leads = Voir les contacts
quarantine-text = Celles-ci semblaient venir d’un robot. Quand l’une vient d’une personne, faites-en un contact : elle est alors envoyée par e-mail comme les autres.
quarantine-choose = Choisir { $name }
quarantine-release = C’est une personne
quarantine-left-in = Laissé dans
quarantine-chat = la discussion
quarantine-form = le formulaire de contact
quarantine-address = Adresse
quarantine-browser = Navigateur
quarantine-no-browser = aucun indiqué

done-status = Le statut est modifié.
done-owner = Le responsable est modifié.
done-note = La note est sur la fiche.
done-separate = Ils restent des contacts distincts.
done-released = C’est maintenant un contact.
done-before = Quelqu’un d’autre l’a libéré avant vous.
event-magnet-given = A reçu « { $name } »
event-magnet-taken = A retiré « { $name } »
lead-magnets = Aimants
