# Courriels aux membres d'un compte. $name est une personne, $account son entreprise.

people-reset-subject = Choisir un nouveau mot de passe
people-reset-reason = Quelqu’un a demandé à changer le mot de passe de { $email }.
people-reset-button = Choisir le mot de passe
people-reset-life = Le lien fonctionne une seule fois, pendant deux heures.
people-reset-foot = Si ce n’était pas vous, rien n’a changé et vous n’avez rien à faire. Votre mot de passe reste le même.

people-invite-subject = { $name } vous invite à rejoindre { $account }
people-invite-reason = { $name } vous invite à rejoindre { $account } sur Leadbell, où l’on répond aux visiteurs du site.
people-invite-button = Rejoindre
people-invite-life = Le lien fonctionne une seule fois, pendant sept jours. Votre identifiant est { $email }.
people-invite-foot = Si vous ne savez pas de quoi il s’agit, ignorez ce courriel : rien ne se passe sans vous.
