"""Puts a message into a queue with AWS' own package for Python: send.py CREDENTIALS PORT QUEUE TEXT"""
import os
import sys

credentials, port, queue, text = sys.argv[1:]
os.environ |= {"AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_PROFILE": "admin"}
import boto3

address = f"http://127.0.0.1:{port}"
sqs = boto3.client("sqs", endpoint_url=address, region_name="eu-west-1")
sqs.send_message(QueueUrl=f"{address}/123456789012/{queue}", MessageBody=text)
