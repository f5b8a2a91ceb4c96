/** All times in the API: ISO 8601 in UTC with milliseconds. All durations: milliseconds. */
export type IsoTime = string;
