import Foundation

/// As a service that takes Shopify's webhooks puts it into a queue: headers, and the body exactly as it came.
///
/// `{"headers": {"x-shopify-topic": "orders/create", …}, "body": "{\"id\": …}"}`; where the body is no text, or to be sure of it,
/// `"body_base64"` in its place.
extension UncheckedDelivery {
    /// - Parameters:
    ///   - data: what lay in the queue.
    ///   - noun: what the queue calls it, for the problem's words.
    /// - Throws: ``Problem`` for data of another form.
    package init(message data: [UInt8], calledThe noun: String) throws(Problem) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(data)) as? [String: Any] else {
            throw Problem(description: "\(noun) is no JSON object")
        }
        guard let named = object["headers"] as? [String: Any] else {
            throw Problem(description: "\(noun) has no \"headers\"")
        }
        var headers: [String: String] = [:]
        for (name, value) in named {
            // Node gives a header that came several times as a list.
            if let text = value as? String ?? (value as? [String])?.first { headers[name.lowercased()] = text }
        }
        let body: [UInt8]
        if let text = object["body_base64"] as? String {
            guard let bytes = Data(base64Encoded: text) else {
                throw Problem(description: "\"body_base64\" of \(noun) is no base64")
            }
            body = Array(bytes)
        } else if let text = object["body"] as? String {
            body = Array(text.utf8)
        } else {
            throw Problem(
                description:
                    "\(noun) has no \"body\" of text: put the raw body there, not a parsed one, or the signature"
                    + " cannot be checked"
            )
        }
        self.init(headers: headers, body: body)
    }

    /// As a job's data; a body that is no text goes as base64.
    ///
    /// - Throws: ``Problem`` where JSON cannot be made of it.
    package func jobData() throws(Problem) -> [UInt8] {
        var object: [String: Any] = ["headers": headers]
        if let text = String(validating: body, as: UTF8.self) {
            object["body"] = text
        } else {
            object["body_base64"] = Data(body).base64EncodedString()
        }
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? JSONSerialization.data(withJSONObject: object, options: options) else {
            throw Problem(description: "the delivery is not to be written as JSON")
        }
        return Array(data)
    }
}
