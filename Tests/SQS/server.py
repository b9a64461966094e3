"""Simulates SQS, IAM and STS by moto, with every request's signature and permission checked, until the input ends.

    server.py FOLDER PORT

FOLDER/credentials is what AWS' own tools read: the profile "default" may do what docs/sqs.md says and no more, "receiver" only
what a receiver needs, "admin" everything. Says "ready PID", and "stopped" at its end.
"""
import json
import logging
import os
import re
import shutil
import sys

folder, port = sys.argv[1], int(sys.argv[2])
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "1000000"
os.environ["MOTO_PORT"] = str(port)

import boto3
import moto.settings
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
server.start()
logging.getLogger("werkzeug").setLevel(logging.ERROR)
address = f"http://127.0.0.1:{port}"
known = {"endpoint_url": address, "region_name": "eu-west-1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
iam, sqs = boto3.client("iam", **known), boto3.client("sqs", **known)

# The policies that people are told are those that the tests run under.
with open(os.path.join(os.path.dirname(__file__), "../../docs/sqs.md"), encoding="utf-8") as document:
    policies = [json.loads(text) for text in re.findall(r"```json\n(\{\n  \"Version\".*?)```", document.read(), re.S)]


def widened(policy):
    """moto asks for a permission of its own for each kind of batch, where AWS asks for that of the single act."""
    for statement in policy["Statement"]:
        statement["Action"] += [action + "Batch" for action in statement["Action"]]
        # It looks at no resource for queues, so the rule names none to it.
        statement["Resource"] = "*"
    return policy


os.makedirs(folder, exist_ok=True)
every = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
sections = []
for name, policy in [("default", widened(policies[0])), ("receiver", widened(policies[1])), ("admin", every)]:
    user = "sluice-" + name
    iam.create_user(UserName=user)
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    sections.append(
        f"[{name}]\naws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key = {key['SecretAccessKey']}\n"
    )
iam.create_role(RoleName="sluice", AssumeRolePolicyDocument=json.dumps(every))
iam.put_role_policy(RoleName="sluice", PolicyName="p", PolicyDocument=json.dumps(every))
sections.append("[assuming]\nrole_arn = arn:aws:iam::123456789012:role/sluice\nsource_profile = admin\n")
with open(os.path.join(folder, "credentials"), "w", encoding="utf-8") as file:
    file.write("\n".join(sections))

dead = sqs.create_queue(QueueName="sluice-dead")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1000})
sqs.create_queue(QueueName="sluice", Attributes={"RedrivePolicy": redrive, "SqsManagedSseEnabled": "true"})
moto.settings.INITIAL_NO_AUTH_ACTION_COUNT = 0

print(f"ready {os.getpid()}", flush=True)
# A line is the word to stop. The end of the input is the end of whoever started this, however that came about: then nobody else
# removes the folder.
if not sys.stdin.readline():
    shutil.rmtree(folder, ignore_errors=True)
print("stopped", flush=True)
os._exit(0)
