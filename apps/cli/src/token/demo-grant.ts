/** Grant type by which the command line gets the token of a demo person without a browser. */
export const DEMO_PERSON_GRANT = 'urn:gridloom:params:oauth:grant-type:demo-person';
/** Client of the command line: no secret, and this one grant. */
export const CLI_CLIENT = 'gridloom-cli';
