/** The folder of an upload in front of the file's name, whatever is in front of it. */
const UPLOAD_FOLDER = /[^\s"'`(]*[\\/]?\buploads[\\/][0-9a-f]{16}[\\/](?:(?:input|output)[\\/])?/g;

/** A message without the folders in which the page keeps files: people know these by their names. */
export function withoutUploadFolders(text: string): string {
  return text.replace(UPLOAD_FOLDER, '');
}
