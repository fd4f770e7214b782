# Pourquoi une demande est en quarantaine.

suspect-honeypot = A rempli un champ que les personnes ne voient pas
suspect-spam = Vient d’une discussion que l’équipe a marquée comme spam
suspect-blocked = L’équipe a bloqué ce visiteur
suspect-no-agent = N’indique aucun navigateur
suspect-bot-agent = Envoyé par un programme, pas par un navigateur
suspect-no-origin = Ne venait pas d’une page du site
suspect-disposable-email = Adresse d’une boîte jetable
suspect-links = Fait de la publicité pour d’autres sites
suspect-repeated-message = Le même message est venu plusieurs fois
suspect-repeated-contact = Les mêmes coordonnées sont venues plusieurs fois
suspect-no-form-token = Envoyé sans ouvrir le formulaire
suspect-bad-form-token = Le jeton du formulaire est falsifié
suspect-old-form-token = Le formulaire avait été ouvert plus d’un jour avant
suspect-too-fast = Rempli plus vite qu’une personne ne tape
suspect-reused-form-token = Un formulaire ouvert a été envoyé de nombreuses fois
suspect-no-visitor = L’expéditeur n’a regardé aucune page
suspect-busy-visitor = Un très grand nombre de demandes d’un même navigateur
suspect-busy-address = Un très grand nombre de demandes d’une même adresse
suspect-spent-proof = La preuve de travail avait déjà servi
suspect-busy-site = Un très grand nombre de demandes à la fois
suspect-other = Semblait suspect
