// Where the scripts live in the console.
export const LIST = '/console/scripts';
export const pageOf = (id: string): string => `${LIST}/${id}`;
