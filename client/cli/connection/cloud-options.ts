import { Option } from 'commander';
import type { SettingName } from '../../clouds/settings.ts';

/** `osUserId` for user_id, as commander calls what `--os-user-id` was given. */
type AttributeOf<Name extends string> = `os${Pascal<Name>}`;
type Pascal<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Capitalize<Head>}${Pascal<Tail>}`
  : Capitalize<Name>;

/** The settings that have an option. `insecure` has one of another name, and the rest are for files. */
type OptionName = keyof typeof login | keyof typeof place | keyof typeof trust;

/** What the options say of where and as whom. */
export type CloudOptionValues = { readonly [Name in OptionName as AttributeOf<Name>]?: string };

type Described = Partial<Record<SettingName, readonly [value: string, description: string]>>;

const login = {
  auth_type: ['name', 'password, token, v3applicationcredential, none or noauth'],
  auth_url: ['url', 'where Keystone answers, such as http://127.0.0.1:5000/v3'],
  username: ['name', 'user'],
  user_id: ['id', 'user, instead of name and domain'],
  user_domain_name: ['name', "the user's domain"],
  user_domain_id: ['id', 'the same by its id'],
  password: ['password', 'its password; asked for at a terminal unless given'],
  token: ['token', 'a token from elsewhere, instead of a password'],
  project_name: ['name', 'project; also OS_TENANT_NAME'],
  project_id: ['id', 'project, instead of name and domain; also OS_TENANT_ID'],
  project_domain_name: ['name', "the project's domain"],
  project_domain_id: ['id', 'the same by its id'],
  default_domain: ['id', 'domain where none is named; default unless given'],
  application_credential_id: ['id', 'application credential'],
  application_credential_name: ['name', 'the same by its name and its user'],
  application_credential_secret: ['secret', 'its secret'],
} as const satisfies Described;

const place = {
  region_name: ['name', 'region of the catalog; the first unless given'],
  interface: ['name', 'public (unless given), internal or admin; also OS_ENDPOINT_TYPE'],
  service_type: ['type', 'type in the catalog; libvirt-resources, else compute, unless given'],
  endpoint_override: ['url', 'where novatune answers, such as http://127.0.0.1:9774'],
} as const satisfies Described;

const trust = {
  cacert: ['file', 'certificates of authorities to trust, instead of those of Node'],
} as const satisfies Described;

/** What must not stand in a line that is printed. */
export const secretOptions: readonly string[] = ['osPassword', 'osToken', 'osApplicationCredentialSecret'];

/** The options that say where and as whom. Their variables are read where the clouds are: an option goes before a cloud, they do not. */
export const cloudOptions = (): Option[] => [
  new Option('--os-cloud <name>', 'cloud of clouds.yaml').helpGroup(loginGroup),
  ...optionsOf(login, loginGroup),
  ...optionsOf(place, placeGroup),
  ...optionsOf(trust, trustGroup),
  new Option('--insecure', 'trust any certificate').helpGroup(trustGroup),
];

const loginGroup = 'Options to log in:';
const placeGroup = 'Options to find novatune:';
const trustGroup = 'Options for https:';

const optionsOf = (described: Described, group: string): Option[] =>
  Object.entries(described).map(([name, [value, description]]) =>
    new Option(`--os-${name.replaceAll('_', '-')} <${value}>`, description).helpGroup(group),
  );
