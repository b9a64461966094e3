/// What requests and answers hold, in AWS' own spelling.
enum SQSWire {
    struct Nothing: Codable, Sendable {}

    struct SendBatch: Encodable, Sendable {
        struct Entry: Encodable, Sendable {
            var Id: String
            var MessageBody: String
            var MessageGroupId: String?
            var MessageDeduplicationId: String?
        }

        var QueueUrl: String
        var Entries: [Entry]
    }

    struct BatchAnswer: Decodable, Sendable {
        struct Done: Decodable, Sendable {
            var Id: String
            var MD5OfMessageBody: String?
        }

        struct Failed: Decodable, Sendable {
            var Id: String
            var Code: String?
            var Message: String?
            var SenderFault: Bool?
        }

        var Successful: [Done]?
        var Failed: [Failed]?
    }

    struct Receive: Encodable, Sendable {
        var QueueUrl: String
        var MaxNumberOfMessages: Int
        var WaitTimeSeconds: Int
        var VisibilityTimeout: Int
        var MessageSystemAttributeNames = ["ApproximateReceiveCount", "SentTimestamp"]
    }

    struct Received: Decodable, Sendable {
        struct Message: Decodable, Sendable {
            var MessageId: String
            var ReceiptHandle: String
            var Body: String?
            var Attributes: [String: String]?
        }

        var Messages: [Message]?
    }

    struct DeleteBatch: Encodable, Sendable {
        struct Entry: Encodable, Sendable {
            var Id: String
            var ReceiptHandle: String
        }

        var QueueUrl: String
        var Entries: [Entry]
    }

    struct VisibilityBatch: Encodable, Sendable {
        struct Entry: Encodable, Sendable {
            var Id: String
            var ReceiptHandle: String
            var VisibilityTimeout: Int
        }

        var QueueUrl: String
        var Entries: [Entry]
    }

    struct AttributesQuestion: Encodable, Sendable {
        var QueueUrl: String
        var AttributeNames = ["All"]
    }

    struct AttributesAnswer: Decodable, Sendable {
        var Attributes: [String: String]?
    }
}
