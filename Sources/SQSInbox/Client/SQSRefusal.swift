import Foundation
import Outbound

/// An error that AWS answers with, and what it was about.
package struct SQSRefusal: Sendable, Hashable {
    /// As short as AWS has it: `QueueDoesNotExist`.
    package var code: String
    package var message: String
    package var status: Int
    /// The permission that the request takes.
    package var permission: String
    /// The queue as policies call it.
    package var queue: String
    /// Whose credentials were used, in words.
    package var identity: String

    package init(
        code: String,
        message: String,
        status: Int,
        permission: String = "",
        queue: String = "",
        identity: String = ""
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.permission = permission
        self.queue = queue
        self.identity = identity
    }

    /// Reads an answer that is an error, in whichever of AWS' forms it came.
    init(_ response: OutboundResponse, action: SQSAction, queue: String, identity: String) {
        let text = String(decoding: response.body.prefix(64 << 10), as: UTF8.self)
        let object = (try? JSONSerialization.jsonObject(with: Data(response.body))) as? [String: Any]
        let type = object?["__type"] as? String ?? object?["code"] as? String
        let told = type ?? response.header("x-amzn-errortype") ?? AWSXML.value("Code", in: text)
        // `com.amazonaws.sqs#QueueDoesNotExist`, and behind a colon an address of the error's namespace.
        let code = (told ?? "HTTP \(response.status)").split(separator: "#").last?.split(separator: ":").first
        let message = object?["message"] ?? object?["Message"]
        self.init(
            code: code.map(String.init) ?? "",
            message: String((message as? String ?? AWSXML.value("Message", in: text) ?? "").prefix(400)),
            status: response.status,
            permission: action.permission,
            queue: queue,
            identity: identity
        )
    }

    var isThrottle: Bool {
        [
            "RequestThrottled", "Throttling", "ThrottlingException", "KmsThrottled", "OverLimit",
            "TooManyRequestsException",
        ]
        .contains(code) || status == 429
    }

    /// Our clock and AWS' are too far apart.
    var isClock: Bool {
        ["RequestExpired", "RequestTimeTooSkewed"].contains(code)
            || ["InvalidSignatureException", "SignatureDoesNotMatch", "InvalidSecurity"].contains(code)
                && (message.contains("expired") || message.contains("not yet current"))
    }

    /// Other credentials may be at hand by now.
    var isOutdated: Bool {
        ["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"].contains(code)
    }

    var isMissingQueue: Bool {
        ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "NonExistentQueue", "InvalidAddress"]
            .contains(code)
    }

    private var isDenied: Bool { ["AccessDenied", "AccessDeniedException", "AuthFailure"].contains(code) }

    private var isOfKMS: Bool { code.lowercased().hasPrefix("kms") && code != "KmsThrottled" }

    var isTooLong: Bool {
        code.hasSuffix("BatchRequestTooLong")
            || code.hasPrefix("InvalidParameterValue") && message.contains("must be shorter than")
    }

    var needsPerson: Bool {
        isMissingQueue || isDenied || isOutdated || isOfKMS || isSignature || code.hasSuffix("UnsupportedOperation")
            || status == 404
    }

    private var isSignature: Bool { ["SignatureDoesNotMatch", "InvalidSignatureException"].contains(code) }

    /// What is wrong and how to mend it.
    var words: String {
        let told = message.isEmpty ? code : "\(code): \(message)"
        if isMissingQueue {
            return
                "there is no queue \(queue). Correct inbox.url, or make the queue; account and region are part of its name"
        }
        if isDenied || isOfKMS && code.contains("AccessDenied") {
            return isOfKMS
                ? "\(identity) may not use the queue's key (\(told)). Allow kms:GenerateDataKey and kms:Decrypt for it"
                : "\(identity) lacks the permission \(permission) on \(queue). docs/sqs.md has the policy; a deny elsewhere, or the queue's own policy, refuses too"
        }
        if isOfKMS { return "the queue's key cannot be used (\(told)). Mend it in AWS KMS" }
        if isClock { return "this machine's clock is wrong (\(told)). Set it by a time server" }
        if code.hasPrefix("ExpiredToken") { return "the session of \(identity) has ended. Give it new credentials" }
        if isOutdated { return "\(identity) is not known to AWS. The key was deleted, or belongs to another partition" }
        if isSignature { return "the secret does not fit the key id of \(identity). Correct it" }
        if isThrottle { return "too many requests for now (\(told))" }
        if status == 404, code.hasPrefix("HTTP") {
            return "nothing at that address speaks SQS' JSON protocol (404). Correct the host of inbox.url"
        }
        if code.hasSuffix("UnsupportedOperation") || code == "UnknownOperationException" {
            return "it does not know \(permission) (\(told)): what answers there is too old, or is not SQS"
        }
        return told
    }
}
