package io.culvert.dashboard;

/**
 * A file that the build of the pages has made.
 *
 * @param content not to be changed
 * @param type its media type
 * @param tag changes with the content, as the header {@code ETag} has it
 * @param cacheControl how long browsers may keep it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares files
record WebFile(byte[] content, String type, String tag, String cacheControl) {}
