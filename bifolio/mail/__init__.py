"""Mails every reader of a list the PDF of their language, once.

A mailing passes through these modules:

1. `settings`    reads mail.yaml: sender, texts, mail server;
2. `recipients`  reads a list, row by row (`project.csv_tables`, `addresses`);
3. `attachments` reads the finished PDFs, if they passed preflight and have not changed since;
4. `bodies`      fills the texts and the templates of layouts/mail for one reader;
5. `message`     makes the message (RFC 5322, MIME), and `dkim_signing` signs it;
6. `drafts`      writes messages into the build for review; or else
7. `sending`     delivers them to the server (`transport`), and the `ledger` records each step.

The `ledger` is one file (`ledger_file`) that also has the suppressed readers (`suppressions`).

`bounces` reads messages that came back, and `verdicts` classifies refusals; `lists` finds lists,
`passwords` the password; `sanitize` makes text of others safe; `mailing` is the use case.
"""
