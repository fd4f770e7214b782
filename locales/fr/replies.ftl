# Canned replies and tags.

tab-replies = Réponses
reply-title = Réponses
reply-text = Des textes que vous écrivez souvent. Dans la discussion, / suivi du raccourci les fait apparaître.
reply-none = Il n’y en a pas encore. Ajoutez la première ci-dessous.
reply-everybodys = pour tous
reply-shortcut = Raccourci
reply-shortcut-hint = Un mot, par exemple bonjour
reply-words = Texte
reply-add = Ajouter une réponse
reply-add-text = Ce qui est entre accolades est complété depuis la discussion :
reply-shared = Pour toute l’équipe
reply-add-button = Ajouter la réponse
reply-delete = Supprimer
reply-wrong-shortcut = Un mot fait de lettres, de chiffres, de - et de _, 32 caractères au plus.
reply-taken = Une autre réponse a ce raccourci.
tag-title = Étiquettes
tag-text = Des noms que l’équipe donne aux discussions. On en crée une dans la discussion même.
tag-none = Aucune discussion n’a encore d’étiquette.
tag-count = { $count ->
        [one] { $count } discussion
       *[other] { $count } discussions
    }
tag-new-name = Nouveau nom de { $tag }
tag-rename = Renommer
tag-wrong = Une étiquette est un nom de 40 caractères au plus.
done-reply = La réponse est ajoutée
done-reply-deleted = La réponse est supprimée
done-tag = L’étiquette est modifiée
