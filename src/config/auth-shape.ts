import { httpUrl, oneOf, secret, text, trueOrFalse, whole } from './values.ts';
import { section } from './words.ts';

/** How novatuned itself logs in to Keystone: keys as in oslo's [keystone_authtoken]. */
export const keystone = section({
  auth_url: httpUrl('the URL of Keystone, such as https://keystone.example.org:5000/v3'),
  www_authenticate_uri: httpUrl('the URL of Keystone as callers reach it').optional(),
  auth_type: oneOf(['password', 'v3applicationcredential']).default('password'),
  username: text('the name of a user').optional(),
  user_domain_name: text('the name of a domain').default('Default'),
  password: secret('a password, in quotes if it is all digits').optional(),
  password_file: text('the path of a file that holds the password').optional(),
  project_name: text('the name of a project').optional(),
  project_domain_name: text('the name of a domain').default('Default'),
  application_credential_id: text('the id of an application credential').optional(),
  application_credential_secret: secret('the secret of an application credential').optional(),
  application_credential_secret_file: text('the path of a file that holds the secret').optional(),
  region_name: text('the name of a region').optional(),
  interface: oneOf(['internal', 'public', 'admin']).default('internal'),
  cafile: text('the path of a file with certificates of authorities').optional(),
  insecure: trueOrFalse.default(false),
  token_cache_time: whole('a whole number of seconds, 0 to 3600', 0, 3600).default(300),
});
