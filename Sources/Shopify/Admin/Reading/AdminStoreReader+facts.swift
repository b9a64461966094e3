package import SyncModel

extension AdminStoreReader {
    /// Customers looked at; all of them without any personal data is no coincidence from a few on.
    private static var probed: Int { 20 }
    private static var enoughToTell: Int { 3 }
    /// Shopify shows 60 days without `read_all_orders`; a day more allows for its own way of counting.
    private static var shortView: Duration { .seconds(61 * 86_400) }

    package func facts() async throws(ReadFault) -> AppFacts {
        let begunAt = client.clock.now
        let answer = try await client.ask(dialect.current.installation, as: InstallationAnswer.self)
        let shop = client.settings.shop
        guard ShopDomain(answer.shop.myshopifyDomain) == shop else {
            throw ReadFault(
                .wrongShop,
                .pauseStore,
                message: "the credentials belong to \(answer.shop.myshopifyDomain), not to \(shop). "
                    + "Give the credentials of the right store, or mend shop or base_url"
            )
        }
        let app = answer.currentAppInstallation.app
        var facts = AppFacts(shop: answer.shop.myshopifyDomain, askedVersion: client.settings.version.description)
        facts.shopName = answer.shop.name
        facts.currency = answer.shop.currencyCode
        facts.timeZone = answer.shop.ianaTimezone
        facts.scopes = answer.currentAppInstallation.accessScopes.map(\.handle).sorted()
        facts.appName = app.title
        facts.appModel = app.model
        facts.supportedVersions = answer.publicApiVersions.filter(\.supported).map(\.handle)
        facts.customerData = try await customerData()
        withheld.learn(facts.customerData, of: client.settings.store)
        facts.orders = try await orderView(facts)
        facts.servedVersion = client.watch.servedVersion
        facts.askedAt = client.watch.shopTime(at: begunAt)
        return facts
    }

    private func customerData() async throws(ReadFault) -> AppFacts.CustomerData {
        do throws(ReadFault) {
            let answer = try await client.ask(
                dialect.current.customerProbe,
                ["first": .int(Self.probed)],
                as: CustomerProbeAnswer.self
            )
            let nodes = answer.customers.nodes
            if nodes.contains(where: \.isPersonal) { return .given }
            return nodes.count >= Self.enoughToTell ? .withheld : .unknown
        } catch  where error.code == .accessDenied {
            return .refused(error.message)
        }
    }

    private func orderView(_ facts: AppFacts) async throws(ReadFault) -> AppFacts.OrderView {
        do throws(ReadFault) {
            let answer = try await client.ask(dialect.current.oldestOrder, as: OldestOrderAnswer.self)
            if facts.grants("read_all_orders") { return .all }
            // Apps made in the store's admin have the scope without listing it.
            let oldest = answer.orders.nodes.first?.createdAt.instant
            let isOld = oldest.map { client.clock.now.since($0) > Self.shortView } ?? false
            return isOld ? .all : .last60Days
        } catch  where error.code == .accessDenied {
            return .refused(error.message)
        }
    }

    private struct InstallationAnswer: Decodable, Sendable {
        var shop: Shop
        var currentAppInstallation: Installation
        var publicApiVersions: [Version]

        struct Shop: Decodable, Sendable {
            var name: String
            var myshopifyDomain: String
            var currencyCode: String
            var ianaTimezone: String
        }

        struct Installation: Decodable, Sendable {
            var accessScopes: [Scope]
            var app: App
        }

        struct Scope: Decodable, Sendable {
            var handle: String
        }

        struct App: Decodable, Sendable {
            var title: String
            var developerType: String
            var published: Bool

            var model: AppFacts.AppModel {
                if published { return .published }
                return switch developerType {
                case "MERCHANT": .own
                case "PARTNER": .custom
                default: .unknown
                }
            }
        }

        struct Version: Decodable, Sendable {
            var handle: String
            var supported: Bool
        }
    }

    private struct CustomerProbeAnswer: Decodable, Sendable {
        var customers: List

        struct List: Decodable, Sendable {
            var nodes: [Node]
        }

        struct Node: Decodable, Sendable {
            var firstName: String?
            var lastName: String?
            var defaultEmailAddress: Email?
            var defaultPhoneNumber: Phone?
            var defaultAddress: Address?

            var isPersonal: Bool {
                firstName.filled != nil || lastName.filled != nil
                    || defaultEmailAddress != nil || defaultPhoneNumber != nil || defaultAddress?.address1 != nil
            }
        }

        struct Email: Decodable, Sendable {
            var emailAddress: String
        }

        struct Phone: Decodable, Sendable {
            var phoneNumber: String
        }

        struct Address: Decodable, Sendable {
            var address1: String?
        }
    }

    private struct OldestOrderAnswer: Decodable, Sendable {
        var orders: List

        struct List: Decodable, Sendable {
            var nodes: [Node]
        }

        struct Node: Decodable, Sendable {
            var createdAt: Timestamp
        }
    }
}
