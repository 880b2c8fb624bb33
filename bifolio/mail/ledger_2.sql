-- Whether a message is sent although the reader got an earlier version of the PDF.
ALTER TABLE delivery ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
