# The chat on a page of its own.

hosted-title = Chat with { $site }
hosted-no-script = This chat needs JavaScript.
hosted-privacy = Privacy policy
