/** English sentences about whole messages on their way in and out: import, export, print. */
export const transferEn = {
};
