// What the lessons do, with the AWS SDK for JavaScript: prints what came of it as JSON.
import { DynamoDBClient, CreateTableCommand } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand, paginateQuery,
} from "@aws-sdk/lib-dynamodb";
import { KMSClient, CreateKeyCommand, DecryptCommand, GenerateDataKeyCommand } from "@aws-sdk/client-kms";
import {
  S3Client, CreateBucketCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectVersionsCommand,
  PutBucketVersioningCommand, PutObjectCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";

const account = { endpoint: process.argv[2], region: "us-east-1", forcePathStyle: true };
const told = {};

async function refusal(sent) {
  try {
    await sent;
    return null;
  } catch (error) {
    return error;
  }
}

async function items() {
  const client = new DynamoDBClient(account);
  await client.send(new CreateTableCommand({
    TableName: "samples",
    AttributeDefinitions: [{ AttributeName: "p", AttributeType: "S" }, { AttributeName: "n", AttributeType: "N" }],
    KeySchema: [{ AttributeName: "p", KeyType: "HASH" }, { AttributeName: "n", KeyType: "RANGE" }],
    BillingMode: "PAY_PER_REQUEST",
  }));
  const documents = DynamoDBDocumentClient.from(client);
  const put = (n, more = {}) => new PutCommand({ TableName: "samples", Item: { p: "a", n, text: "é" }, ...more });
  for (let n = 0; n < 5; n++) await documents.send(put(n));
  const taken = await refusal(documents.send(put(0, { ConditionExpression: "attribute_not_exists(p)" })));
  told.condition = taken.name;
  const check = { TableName: "samples", Key: { p: "a", n: 9 }, ConditionExpression: "attribute_exists(p)" };
  const cancelled = await refusal(documents.send(new TransactWriteCommand({
    TransactItems: [{ Put: { TableName: "samples", Item: { p: "b", n: 1 } } }, { ConditionCheck: check }],
  })));
  told.transaction = [cancelled.name, cancelled.CancellationReasons.map((each) => each.Code)];
  told.written = (await documents.send(new GetCommand({ TableName: "samples", Key: { p: "b", n: 1 } }))).Item ?? null;
  const query = { TableName: "samples", KeyConditionExpression: "p = :p", ExpressionAttributeValues: { ":p": "a" } };
  told.pages = [];
  for await (const page of paginateQuery({ client: documents, pageSize: 2 }, query)) {
    told.pages.push(page.Items.map((item) => [item.n, item.text]));
  }
}

async function keys() {
  const kms = new KMSClient(account);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const EncryptionContext = { sample: "a" };
  const made = await kms.send(new GenerateDataKeyCommand({ KeyId: KeyMetadata.Arn, KeySpec: "AES_256", EncryptionContext }));
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, EncryptionContext }));
  told.sameKey = Buffer.from(opened.Plaintext).equals(Buffer.from(made.Plaintext));
  told.otherContext = (await refusal(kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob })))).name;
}

async function objects() {
  const s3 = new S3Client(account);
  const where = { Bucket: "genomes", Key: "folder/a b.txt" };
  await s3.send(new CreateBucketCommand({ Bucket: "genomes" }));
  await s3.send(new PutBucketVersioningCommand({
    Bucket: "genomes", VersioningConfiguration: { Status: "Enabled" },
  }));
  await s3.send(new PutObjectCommand({ ...where, Body: "first", IfNoneMatch: "*" }));
  told.there = (await refusal(s3.send(new PutObjectCommand({ ...where, Body: "second", IfNoneMatch: "*" })))).name;
  told.text = await (await s3.send(new GetObjectCommand(where))).Body.transformToString();
  await s3.send(new DeleteObjectCommand(where));
  told.gone = (await refusal(s3.send(new GetObjectCommand(where)))).name;
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: "genomes" }));
  told.versions = [listed.Versions.length, listed.DeleteMarkers.length];
  const large = { Bucket: "genomes", Key: "large" };
  await new Upload({ client: s3, params: { ...large, Body: Buffer.alloc(11 * 1024 * 1024, "A") } }).done();
  const head = await s3.send(new HeadObjectCommand({ ...large, ChecksumMode: "ENABLED" }));
  told.large = [head.ContentLength, head.ETag.slice(-3, -1)];
}

await items();
await keys();
await objects();
console.log(JSON.stringify(told));
