/// Why a read from Shopify failed, and what follows from it.
///
/// Classified once, where the answer is read; the counterpart of ``DeliveryFault``.
package struct ReadFault: Error, Sendable, Hashable {
    /// A machine-readable cause.
    package struct Code: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        package var rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }

        package static let throttled = Code(rawValue: "throttled")
        package static let unavailable = Code(rawValue: "unavailable")
        package static let noAnswer = Code(rawValue: "no_answer")
        package static let unreadable = Code(rawValue: "unreadable_answer")
        package static let unauthorized = Code(rawValue: "unauthorized")
        package static let appNotInstalled = Code(rawValue: "app_not_installed")
        package static let shopNotPermitted = Code(rawValue: "shop_not_permitted")
        package static let authorizeAgain = Code(rawValue: "authorize_again")
        /// The stored access token does not open with any key that is configured.
        package static let sealedToken = Code(rawValue: "sealed_token")
        package static let forbidden = Code(rawValue: "forbidden")
        package static let frozen = Code(rawValue: "store_frozen")
        package static let locked = Code(rawValue: "store_locked")
        package static let unknownStore = Code(rawValue: "unknown_store")
        /// Another shop than the configured one answers: what it does not have would count as deleted.
        package static let wrongShop = Code(rawValue: "wrong_shop")
        /// A scope or the approval for protected customer data is missing.
        package static let accessDenied = Code(rawValue: "access_denied")
        /// The query costs more than any query may: ask for less at once.
        package static let tooCostly = Code(rawValue: "too_costly")
        /// The cursor is no longer known: start again from the window's beginning.
        package static let invalidCursor = Code(rawValue: "invalid_cursor")
        package static let invalidRequest = Code(rawValue: "invalid_request")
        /// As many bulk operations run as Shopify allows.
        package static let bulkLimit = Code(rawValue: "bulk_limit")
        /// The bulk operation has no result: failed, cancelled, expired, or unknown.
        package static let bulkFailed = Code(rawValue: "bulk_failed")
        /// The result file is not what the operation announced: cut short, not JSON, or a child without a parent.
        package static let bulkResult = Code(rawValue: "bulk_result")
        /// A list came incomplete and could not be completed.
        package static let cutList = Code(rawValue: "cut_list")
        package static let storage = Code(rawValue: "storage")
        package static let stopped = Code(rawValue: "stopped")
    }

    package var code: Code
    package var disposition: ReadDisposition
    /// Shopify's own words, or ours where it said nothing, and how to mend it.
    ///
    /// No secret and no personal data.
    package var message: String
    /// Where a GraphQL error points to, such as `nodes.0.customer`.
    package var path: String?
    /// `X-Request-Id`, by which Shopify's support finds the call.
    package var requestID: String?

    /// The same for a request that fails while others are answered: it is not the store.
    package var refused: ReadFault {
        var fault = self
        fault.disposition = .refuse
        return fault
    }

    package init(
        _ code: Code,
        _ disposition: ReadDisposition,
        message: String,
        path: String? = nil,
        requestID: String? = nil
    ) {
        self.code = code
        self.disposition = disposition
        self.message = message
        self.path = path
        self.requestID = requestID
    }
}

/// What to do after a failed read.
package enum ReadDisposition: Sendable, Hashable {
    /// Transient: try again with backoff.
    case retry
    /// Not before this time has passed; burns no attempt.
    case wait(Duration)
    /// No read of this store can succeed until somebody mends it; webhooks are received all the same.
    case pauseStore
    /// This request cannot succeed as it is; others of the store may.
    case refuse
}

extension ReadFault: CustomStringConvertible {
    package var description: String { path.map { "\(message) (at \($0))" } ?? message }
}
