import { base64, digits, hex, letters, lower, type Random, seeded } from './random-text.ts';

const uuid = (r: Random): string => [8, 4, 4, 4, 12].map((length) => hex(r, length)).join('-');

/** Generated look-alikes: random, but nobody's secret. */
const makers: ((r: Random) => string)[] = [
  (r) => `commit ${hex(r, 40)}`,
  (r) => `index ${hex(r, 7)}..${hex(r, 7)} 100644`,
  (r) => `"integrity": "sha512-${base64(r, 86)}==",`,
  (r) => `      integrity sha512-${base64(r, 86)}==`,
  (r) => `  resolution: {integrity: sha512-${base64(r, 86)}==}`,
  (r) => `checksum = "${hex(r, 64)}"`,
  (r) => `${hex(r, 64)}  orrery-${digits(r, 1)}.4.1.tar.gz`,
  (r) => `image: ghcr.io/example/app@sha256:${hex(r, 64)}`,
  (r) => `{"uuid":"${uuid(r)}","parentUuid":"${uuid(r)}","sessionId":"${uuid(r)}"}`,
  (r) => `{"type":"tool_use","id":"toolu_01${letters(r, 22)}","name":"Bash"}`,
  (r) => `{"requestId":"req_011${letters(r, 21)}","message":{"id":"msg_01${letters(r, 22)}"}}`,
  (r) => `{"type":"thinking","thinking":"...","signature":"Eq${base64(r, 300)}=="}`,
  (r) => `data:image/png;base64,iVBORw0KGgo${base64(r, 900)}==`,
  (r) => `{"source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo${base64(r, 2000)}"}}`,
  (r) => `src: url(data:font/woff2;base64,d09GMg${base64(r, 400)})`,
  (r) => `/tmp/claude-${digits(r, 4)}/tmp.${letters(r, 10)}/out.log`,
  (r) => `/nix/store/${lower(r, 12)}0${lower(r, 19)}-openssl-3.0.14/lib`,
  (r) => `dist/assets/index-${letters(r, 8)}.js   ${digits(r, 3)}.${digits(r, 2)} kB`,
  (r) => `https://github.com/example/repo/commit/${hex(r, 40)}`,
  (r) => `https://cdn.example.org/v${digits(r, 1)}/${hex(r, 32)}/logo.svg?width=${digits(r, 3)}`,
  (r) => `ETag: "${hex(r, 32)}"`,
  (r) => `traceparent: 00-${hex(r, 32)}-${hex(r, 16)}-01`,
  (r) => `github.com/pkg/errors v0.9.1 h1:${base64(r, 43)}=`,
  (r) => `cache-key: linux-node-${hex(r, 16)}`,
  (r) => `cacheKey = "user-${digits(r, 6)}"`,
  (r) => `"_id": ObjectId("${hex(r, 24)}")`,
  (r) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${base64(r, 43)} ada@laptop`,
  (r) => `-----BEGIN CERTIFICATE-----\nMII${base64(r, 61)}\n${base64(r, 64)}\n-----END CERTIFICATE-----`,
  (r) => `-----BEGIN PUBLIC KEY-----\nMFkw${base64(r, 60)}\n-----END PUBLIC KEY-----`,
  (r) => `SHA256:${base64(r, 43)} ada@laptop (ED25519)`,
];

/** What people and programs write about secrets, and code that handles them. */
const written = String.raw`
const password = getPassword();
password = getPassword(user1, 2024)
let token = await auth.getToken({ scope: 'read:v2' });
token: string;
token?: string | undefined;
password: str
password: str = None
secret: Option<String>,
apiKey: process.env.OPENAI_API_KEY,
const apiKey = process.env.API_KEY_V2 ?? '';
api_key = os.environ["OPENAI_API_KEY"]
api_key=os.getenv("API_KEY_2")
password = config.database.password
password: user.password,
token = tokens[0]
token = tokens2[index1]
const { token, password } = req.body;
if (password === confirmPassword2) return;
if (token == null) throw new Error('token missing');
export TOKEN=$(gh auth token)
export API_KEY="$OTHER_KEY_1"
API_KEY=$OPENAI_API_KEY npm start
TOKEN=\${TOKEN:-} ./run.sh
PASSWORD=\${{ secrets.DB_PASSWORD_2 }}
password: \${DB_PASSWORD}
password: {{ .Values.db.password1 }}
token: <your-token>
API_KEY=<your-api-key>
API_KEY=your-api-key-here
OPENAI_API_KEY=your_openai_api_key_here
ANTHROPIC_API_KEY=sk-ant-...
export ANTHROPIC_API_KEY="sk-ant-api03-..."
GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
token: ghp_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX
Authorization: Bearer <token>
Authorization: Bearer $TOKEN
Authorization: Bearer \${TOKEN}
-H "Authorization: Bearer $GITHUB_TOKEN"
'Authorization': 'Bearer ' + token
Authorization: token required
headers.Authorization = \`Bearer \${accessToken}\`
Authorization: Bearer YOUR_API_KEY_HERE
WWW-Authenticate: Basic realm="restricted area"
authorization: none
Basic understanding of authentication2 is assumed
bearer of good news, basic instructions follow
The basic authentication-middleware handles this
TOKEN_FILE=/run/secrets/token
TOKEN_FILE=path/to/file
PASSWORD_FILE=/run/secrets/db_password
POSTGRES_PASSWORD_FILE=/run/secrets/pg
SECRET_NAME=prod-db-credentials-2
TOKENS_PER_MINUTE=90000
MAX_TOKENS=100000
max_tokens: 4096
max_tokens=200000
"input_tokens": 12345678
"cache_read_input_tokens": 100000, "output_tokens": 5600000
token_count = 12345678
tokenCount: 123456789
tokenizer: "cl100k_base"
token_type: "Bearer"
"token_type":"bearer","expires_in":3600
tokenUrl: "https://auth.example.org/oauth2/token"
token_url = https://auth.example.org/v1/token2
passwordField: "#password-input-1"
passwordInput = "input-password-2"
passwordLength: 12
password_min_length = 12
passwordHash varchar(255)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
password: "Enter your password"
password: 'Password must contain 8 characters'
placeholder="Password"
label: "Password (8 characters or more)"
<input type="password" name="password" id="password1">
<label for="password">Password</label>
<password>...</password>
"password": "password"
"password": "string"
"password": "********"
"password": "[redacted]"
password: xxxxxxxx
password=changeme
password: null
password: undefined
password: true
"token": null
"token": "invalid_token"
"secret": "required"
"error": "invalid_token"
error_description: "The access token expired 1h ago"
the password is stored in the keychain
Reset your password at https://example.org/reset
Please enter the password for user1:
password for ada@laptop:
ada's password:
Forgot password? Click here.
Password authentication is disabled.
No token found, see docs/token-setup-v2.md
The secret to performance2024 is caching.
A token is four characters; 1000 tokens are 750 words.
Tokens: 12,345 in, 6,789 out
token 12345 of 67890
pass: 12 fail: 0
pass 123456789
PASS src/components/user2.test.ts
--- PASS: TestPreSession_ReplacedByRealSession (0.46s)
tests passed: 1234567890
bypass=true
first_pass = render2(scene1)
passes: 2
compass: north-by-northwest-1
passThrough: "stream-v2-enabled"
passport: 'local-strategy-2'
secretary: "anna.meier2@example.org"
secretName: db-credentials-v2
secretKeyRef:
secret_name = "my-app-secret-2024"
secretsmanager:GetSecretValue
arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf
from secrets import token_hex
import { createToken } from './tokens.ts';
secrets.token_urlsafe(32)
crypto.randomBytes(32).toString('hex')
openssl rand -base64 32
jwt.sign(payload, secret, { expiresIn: '15m' })
jwt.verify(token, process.env.JWT_SECRET2)
const hash = await bcrypt.hash(password, 12);
password: bcrypt.hashSync(plain1, 10),
password: hashedPassword2,
token: createToken(user42),
token: this.token1,
token: self.token2
apiKey: config.apiKey2,
apiKey: options?.apiKey,
api_key: settings.API_KEY_V1
"apiKey": "env:OPENAI_API_KEY"
key: "sort-order-2024"
primary_key = "user_id_2024"
PRIMARY_KEY=user_id_1234567
foreignKey: 'organization2Id'
sortKey: 'created_at_2024'
partition_key: tenant1234567890abcdef
cacheKey: 'v2:user:123456:profile'
queryKey: ['todos', 'page-12345678']
publicKey: 'pk_test_TYooMQauvdEDq54NiTphI7jx'
public_key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0a1b2c3d"
KeyboardEvent.key === 'Escape'
onKeyDown={(event) => event.key === 'Enter2'}
keyframes: slide-in-2024
hotkey: ctrl+shift+p12345
monkey: banana-1234567890abcdef
turkey: 1234567890abcdefghij
http://a:8080@b
http://localhost:8080/path
https://example.org:8443/a/b?c=d
http://127.0.0.1:4680/#/sessions/12
see https://example.org:8080/path@v2 and git@github.com:a/b.git
https://unpkg.com/react@18.3.1/umd/react.production.min.js
https://cdn.jsdelivr.net/npm/@scope/pkg@1.2.3/dist/index.js
https://medium.com/@someone/an-article-about-tokens-1a2b3c4d5e6f
https://www.npmjs.com/package/@types/node
git clone git@github.com:example/app.git
git clone ssh://git@github.com/example/app.git
postgres://localhost:5432/app
postgres://user:password@localhost:5432/app
postgres://app:\${DB_PASSWORD}@db:5432/app
postgresql://<user>:<password>@<host>/<db>
redis://:$REDIS_PASSWORD@cache:6379/0
mongodb://username:password@host:27017
file:///home/ada/projects/app2024/src/main.ts
vscode://file/home/ada/a.ts:12:5
chrome-extension://abcdefghijklmnopabcdefghijklmnop/page.html
mailto:ada.lovelace1815@example.org
ada@example.org, grace.hopper+test1@example.org
user@host:/var/www/app2
scp file1 ada@10.0.0.5:/tmp/
docker run -u 1000:1000 --user node:node app
docker run --user "$(id -u):$(id -g)" app
curl -u "$USER:$PASS" https://example.org
curl -u user https://example.org
curl https://example.org/a?b=c -o file1.txt
mysql -p
mysql -u root -p app_production
mysql --password
psql -U postgres -p 5432
redis-cli -h cache -p 6379
ssh -p 2222 ada@example.org
sshpass -p "$PASSWORD" ssh ada@host
gh auth login --with-token < token.txt
docker login --password-stdin
npm login --auth-type=web
--token-file ./token2.txt
--api-key-file /etc/app/key1
--password-file=secret1.txt
--pass-through-env CI2
cookie: theme=dark; lang=en-US
Cookie consent banner v2.1
Set-Cookie: theme=dark; Path=/; Max-Age=31536000
Set-Cookie: session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/
document.cookie = 'consent=' + value1
cookies: { secure: true, sameSite: 'lax', maxAge: 86400000 }
cookieName: "app_session_v2"
cookie-parser@1.4.6
AKIA is how access key ids begin
AKIAEXAMPLE
ghp_ is the prefix of a personal token
sk-ant- keys are read from the environment
sk-learn-pipeline-for-text-classification-2024
risk-ant-farm-2024-project-alpha
task-proj-123456789012345678901
desk-admin-panel-component-library-2024
npm_config_registry=https://registry.npmjs.org
npm_lifecycle_event
npm_package_dependencies_react_version
hf_hub_download(repo_id="bert-base-uncased")
SKIP_TESTS=1
SKU1234567890
ACCESS_TOKEN=ACCESS_TOKEN_NAME
PASSWORD=password_reset
enum TokenKind { TOKEN = 'token', SECRET = 'secret' }
type Token = { kind: 'identifier2'; value: string };
case 'PASSWORD': return renderPassword2();
next_page_token: "page-2-of-12"
nextToken: "eyJwYWdlIjoyfQ"
continuationToken = "offset:1234567"
pad_token: "<pad>", eos_token: "</s>"
eos_token_id: 50256
special_tokens_map.json
@click="showPassword = !showPassword"
v-model="form.password2"
<PasswordInput value={password1} onChange={setPassword} />
useState<string>('password-hidden-1')
fn token(&self) -> Result<Token2, Error>
Token::Identifier("abc123def456")
pub struct Secret<T>(T);
std::env::var("API_TOKEN_2")
System.getenv("DB_PASSWORD_1")
@Value("\${spring.datasource.password}")
spring.datasource.password=\${DB_PASSWORD}
password: !vault |
password: ENC[AES256_GCM]
password: !ref DbPassword1
api_token: file:///run/secrets/api_token
"DB_PASSWORD": "{{resolve:secretsmanager:prod/db1}}"
gpg: signing key 0123456789ABCDEF
sudo: a password is required
SSH_AUTH_SOCK=/tmp/ssh-XXXXabc123/agent.1234
SSL_KEY=/etc/ssl/private/server1.key
PRIVATE_KEY_PATH=./keys/id_ed25519
private_key: ~/.ssh/id_ed25519
private_key_file = "server-2024.pem"
KEY_ID=1234567890abcdef
AWS_REGION=eu-west-1
AWS_PROFILE=production-2024
aws_access_key_id = \${AWS_ACCESS_KEY_ID}
GOOGLE_APPLICATION_CREDENTIALS=/etc/gcp/sa-2024.json
credentials: 'include'
credentials: "same-origin"
git config credential.helper store
credential.helper=osxkeychain
xoxb is how Slack's bot tokens begin
whsec_ and sk_test_ are Stripe's
eyJhbGciOiJIUzI1NiJ9 is the header alone
AccountKey=<key>;EndpointSuffix=core.windows.net
Server=db1;Database=app2024;User Id=sa;Password=<password>;
Server=db1;Database=app2024;Integrated Security=true
VERSION=2.1.330-20241130
BUILD_ID=20241130123456abcdef
CI_COMMIT_SHA=0123456789abcdef0123456789abcdef01234567
NODE_OPTIONS=--max-old-space-size=4096
PATH=/usr/local/bin:/usr/bin:/bin
PWD=/home/ada/projects/app2024
OLDPWD=/home/ada/projects/app2023
LS_COLORS=di=01;34:ln=01;36
EDITOR=code
SECRET_SANTA_LIMIT=25
feature.token.enabled=true
token.length === 36
token.split('.')[1]
tokens.map((token) => token.value1)
password.length >= 12 && /\d/.test(password)
assert password != "hunter22"
passwd: files systemd
root:x:0:0:root:/root:/bin/bash
chpasswd < users1.txt
`
  .trim()
  .split('\n')
  .map((line) => line.replaceAll('\\$', '$').replaceAll('\\`', '`'));

/** Texts that only look like secrets, or speak of them. None may change by a byte. */
export function harmlessTexts(): string[] {
  const random = seeded(11);
  return [...written, ...[0, 1, 2].flatMap(() => makers.map((make) => make(random)))];
}
