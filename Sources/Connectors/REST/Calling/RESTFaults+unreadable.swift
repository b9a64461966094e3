import Outbound
import SyncModel

// Answers of success that are not what the description says: they tell nothing, least of all that there is nothing.
extension RESTFaults {
    /// A success in which something that is needed is not to be found.
    func unreadable(_ message: String, status: Int, _ context: Context) -> RESTRefusal {
        RESTRefusal(
            fault: DeliveryFault(.unreadable, .retry, message: message, mayBeWritten: context.isWrite),
            status: status
        )
    }

    /// A success whose body is a page: of a proxy, a login or a maintenance, in place of the API.
    func page(_ response: OutboundResponse, _ context: Context) -> RESTRefusal {
        let answer = RESTAnswer(
            status: response.status,
            header: { _ in nil },
            body: .null,
            form: RESTForm(response.body, isJSON: false)
        )
        return unreadable(
            "The CRM answered \(Self.told(answer)). That is no answer of its API: check base_url, and whether a proxy or "
                + "a maintenance page answers in its place.",
            status: response.status,
            context
        )
    }

    /// An answer that lacks what the description says of it.
    ///
    /// - Parameters:
    ///   - answer: what came.
    ///   - expected: what it is to have, such as "records at data".
    ///   - call: which call of the description it was, such as "find of a deal".
    ///   - advice: how it can be mended.
    ///   - context: what must be known of the call.
    /// - Returns: a fault of the destination, which is tried again.
    func unreadable(
        _ answer: RESTAnswer,
        lacking expected: String,
        in call: String,
        advice: String,
        _ context: Context
    ) -> RESTRefusal {
        unreadable(
            "The answer to \(call) cannot be read: it is to have \(expected), and the CRM answered "
                + "\(Self.told(answer)). \(advice)",
            status: answer.status,
            context
        )
    }

    /// Status and form of an answer, as far as a person needs it for seeing what it is.
    ///
    /// What it says is not repeated: it may be of a person, and this is told of the destination to whoever may look.
    private static func told(_ answer: RESTAnswer) -> String {
        switch answer.form {
        case .empty: "\(answer.status) with an empty body"
        case .page: "\(answer.status) with a page instead of JSON"
        case .text: "\(answer.status) with what is no JSON"
        case .json: "\(answer.status) with \(answer.body.shape)"
        }
    }
}
