-- What the text of a file names (JSON); null for files that were never read.
ALTER TABLE evidence ADD COLUMN reading TEXT;
