// Answers of a real Keystone (Zed), as they were captured; tokens in the headers are made up.

/** One answer. */
export interface CapturedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `GET /`. */
export const capturedRoot: CapturedAnswer = {
  status: 300,
  headers: {
    'Content-Type': 'application/json',
    Location: 'http://127.0.0.1:5000/v3/',
    Vary: 'X-Auth-Token',
    'x-openstack-request-id': 'req-dfe78719-47e0-42a2-9030-454258285a9a',
  },
  body: '{"versions": {"values": [{"id": "v3.14", "status": "stable", "updated": "2020-04-07T00:00:00Z", "links": [{"rel": "self", "href": "http://127.0.0.1:5000/v3/"}], "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}]}]}}',
};

/** `POST /v3/auth/tokens` with a right password. */
export const capturedToken: CapturedAnswer = {
  status: 201,
  headers: {
    'Content-Type': 'application/json',
    'X-Subject-Token': 'gAAAAABnaptured-1ssu3d_t0ken',
    Vary: 'X-Auth-Token',
    'x-openstack-request-id': 'req-7a6246ae-f43c-4d67-95c6-a9e8c5bd3579',
  },
  body: '{"token": {"methods": ["password"], "user": {"domain": {"id": "default", "name": "Default"}, "id": "719ce60c06a446fea39ed7f5289320ff", "name": "demo", "password_expires_at": null}, "audit_ids": ["2UQfqjkHQd-cdJMhcpQWzg"], "expires_at": "2026-11-21T12:15:16.000000Z", "issued_at": "2026-11-20T12:15:16.000000Z", "project": {"domain": {"id": "default", "name": "Default"}, "id": "d3bfc7606dd2487f83bf02f7822afcdc", "name": "demo"}, "is_domain": false, "roles": [{"id": "c9b11a8ada964837bb6f166331ba11aa", "name": "reader"}, {"id": "5032491638a04d0987ef197cba4fba25", "name": "member"}], "catalog": [{"endpoints": [{"id": "09f217b32d13464e8f7e79c79acb1478", "interface": "public", "region_id": "RegionOne", "url": "http://127.0.0.1:9292", "region": "RegionOne"}, {"id": "81a155fdb171496f8d28f5ad8e16b420", "interface": "internal", "region_id": "RegionOne", "url": "http://127.0.0.1:9292", "region": "RegionOne"}, {"id": "a65f889dcde54741af0f27f130a14c71", "interface": "admin", "region_id": "RegionOne", "url": "http://127.0.0.1:9292", "region": "RegionOne"}], "id": "45503818c5004e0dbd622df6005c1af0", "type": "image", "name": "glance"}, {"endpoints": [{"id": "09b64a0b4c854f83a6c5a4688808c940", "interface": "admin", "region_id": "RegionOne", "url": "http://127.0.0.1:5000/v3/", "region": "RegionOne"}, {"id": "a1a121fecf404a268558590a4d03397b", "interface": "internal", "region_id": "RegionOne", "url": "http://127.0.0.1:5000/v3/", "region": "RegionOne"}, {"id": "fffa084740ea4cd8b835e2059be6a7c8", "interface": "public", "region_id": "RegionOne", "url": "http://127.0.0.1:5000/v3/", "region": "RegionOne"}], "id": "4a197be15c6f440db2060308554b72f3", "type": "identity", "name": "keystone"}, {"endpoints": [{"id": "4c4deab0b8284295911f8e4bc8b67505", "interface": "public", "region_id": "RegionOne", "url": "http://127.0.0.1:9696", "region": "RegionOne"}, {"id": "721020925300481e9d67bfc9ef6225d9", "interface": "admin", "region_id": "RegionOne", "url": "http://127.0.0.1:9696", "region": "RegionOne"}, {"id": "bf2735f143d34e3d9a71dd63e688a858", "interface": "internal", "region_id": "RegionOne", "url": "http://127.0.0.1:9696", "region": "RegionOne"}], "id": "95bab1391cc5431f91e69ad2d87e9344", "type": "network", "name": "neutron"}, {"endpoints": [{"id": "28976aa6f3bc4d61a3f19589bcdc5bdb", "interface": "internal", "region_id": "RegionOne", "url": "http://127.0.0.1:8778", "region": "RegionOne"}, {"id": "cafa36132da74692995146aaab4cde00", "interface": "public", "region_id": "RegionOne", "url": "http://127.0.0.1:8778", "region": "RegionOne"}, {"id": "ff8e353bf73f4804882ab557fd4a187d", "interface": "admin", "region_id": "RegionOne", "url": "http://127.0.0.1:8778", "region": "RegionOne"}], "id": "981ad701da394066bffbb5b52cf1fc6a", "type": "placement", "name": "placement"}, {"endpoints": [{"id": "ad7d8d341a3749b581b3c52b81d651ae", "interface": "public", "region_id": "RegionOne", "url": "http://127.0.0.1:8774/v2.1", "region": "RegionOne"}, {"id": "d2e5dca730d64422ab8717604ad7d6fd", "interface": "internal", "region_id": "RegionOne", "url": "http://127.0.0.1:8774/v2.1", "region": "RegionOne"}, {"id": "f39ec249ae2b42a0a4b3edf49f5c4335", "interface": "admin", "region_id": "RegionOne", "url": "http://127.0.0.1:8774/v2.1", "region": "RegionOne"}], "id": "e5df4382c7984e7b8123203e5e770094", "type": "compute", "name": "nova"}]}}',
};

/** `POST /v3/auth/tokens` with a wrong one. */
export const capturedRefusal: CapturedAnswer = {
  status: 401,
  headers: {
    'Content-Type': 'application/json',
    'WWW-Authenticate': 'Keystone uri="http://127.0.0.1:5000/v3"',
    Vary: 'X-Auth-Token',
    'x-openstack-request-id': 'req-05843baa-7b8b-4784-bb9d-71140973bfc9',
  },
  body: '{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}',
};
