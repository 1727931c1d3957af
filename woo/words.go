package woo

import (
	"errors"
	"net/http"
)

// words are the sentences of one kind of failure. {shop} is the shop's host; the
// other marks are filled in by Explain.
type words struct{ what, meaning, remedy string }

const keysPage = "WooCommerce → Settings → Advanced → REST API"

// wordsFor chooses the sentences; a few kinds have more than one set.
func wordsFor(e *Error) words {
	switch {
	case e.Kind == KindTimeout && e.Status >= 500:
		return words{"{shop} stopped the work after its own time limit.", "PHP may take only so many seconds there, and the request needed more. {file}",
			"Make the batch size smaller, or ask the host for a higher max_execution_time."}
	case e.Kind == KindSecretWrong && e.Message != "" && englishKind(e.Message) == "":
		return words{"{shop} does not accept the keys.", "Consumer key and consumer secret are not right together, or one of them is cut off. {message}",
			"Enter both again. The secret is shown only once: if it is lost, make a new key under " + keysPage + "."}
	case noConnection(e):
		return words{"No connection to {shop} could be made in time.", "The name server, the shop's computer or the network between does not answer.",
			"Check this computer's internet connection. If other sites can be reached, the shop's host is down or turns this computer away: ask it."}
	case e.Kind == KindDNS && nameServerFails(e.Err):
		return words{"The name server gives no answer about {shop}.", "It is out of order, or cannot be reached; whether there is such a name is not known.",
			"It mostly passes by itself. If it stays, check this computer's internet connection and its DNS settings."}
	case e.Kind == KindRedirect && e.Scheme == "http" && e.Location != "" && !onHost(e.Location, e.Host):
		return words{"{shop} sends on to {location}.", "Either the shop's address is another one, or this network wants somebody to log in first. The keys were not shown there.",
			"If that is the shop, save {location} as the webshop's address. On a guest network, open any page in a browser and log in."}
	case e.Kind == KindHangup && notHTTP(e.Message):
		return words{"{shop} sends something that is no answer of a web server.", "Another program listens on that port, or something on the way spoils what the shop sends.",
			"Check the port in the address. If it worked before, try again; if it stays, show the details to the host."}
	case e.Kind == KindBadJSON && errors.Is(e.Err, errTooLong):
		return words{"{shop} sends an answer that is longer than any that is read.", "A plugin, or something on the way, repeats itself without an end; the rest was not read.",
			"Switch off plugins that change the REST API or print into it, one at a time."}
	case e.Kind == KindRefused && e.Scheme == "http":
		return words{"{shop} refuses the connection.", "The computer is there, but nothing answers over plain http.",
			"Write https:// instead of http:// if the shop uses it, and check the port."}
	case e.Kind == KindTLSOther && e.Scheme == "https" && e.Status == 0:
		return words{"No secure connection to {shop} could be made.", "Either it speaks plain http on that port, or it offers only versions of TLS that are no longer safe.",
			"Check the port in the address. If the shop has https, ask its host to offer TLS 1.2 or later."}
	case e.Kind == KindInvalid && e.Status == 0:
		return words{"The request was not sent: it would have been wrong.", "{message}", "This is a fault of the program: please report it with the details."}
	case e.Kind == KindTooLarge && e.Status == 0:
		return words{"The request was not sent: it holds too much.", "{message}", "Make the batch size smaller; 100 is the most that a shop takes."}
	case e.Kind == KindDuplicateSKU && e.ResourceID == 0:
		return words{"{shop} refused the SKU.", "Another product or variation in the shop has it already, in whatever case, or it is not allowed.", "Find the other product in the shop by its SKU and change or delete it, or change the SKU in the catalogue."}
	case e.Path == mediaPath:
		if w, ok := mediaWords[e.Kind]; ok {
			return w
		}
	case e.Kind == KindForbidden && e.Method != "" && e.Method != http.MethodGet:
		return words{"The user of the key may not change this on {shop}.", "The key is right and may write, but the WordPress user that it belongs to lacks the right. {message}",
			"Make a key for a shop manager or administrator under " + keysPage + "."}
	}
	if w, ok := kindWords[e.Kind]; ok {
		return w
	}
	return kindWords[KindUnknown]
}

var kindWords = map[Kind]words{
	KindUnknown: {"Something went wrong with {shop} that has no name yet.", "{message}", "See the details below; try again, and report it if it stays."},
	KindAddress: {"The address cannot be one of a shop.", "{message}", "Give it like https://shop.example."},
	KindKeysMissing: {"The keys for {shop} cannot be right.", "{message}",
		"Copy consumer key (ck_…) and consumer secret (cs_…) from " + keysPage + "."},

	KindDNS: {"There is no address for the name {shop}.", "Either the name is misspelt, or the name server cannot be reached.",
		"Check the spelling. If it is right, check this computer's internet connection."},
	KindRefused: {"{shop} refuses the connection.", "The computer is there, but no web server answers on that port.",
		"Check the address and the port. If both are right, the shop's web server is down: ask its host."},
	KindUnreachable: {"There is no way to {shop} through the network.", "This computer, or the network between, has no connection to it.",
		"Check the internet connection, VPN and firewall of this computer."},
	KindTLSExpired: {"The certificate of {shop} is out of date.", "Nobody can tell any more whether this is the right shop, so no keys were sent.",
		"Ask the shop's host to renew the certificate. If it is new, check the clock of this computer."},
	KindTLSName: {"The certificate at {shop} is for another name.", "The address leads to another site, or the certificate lacks this name; no keys were sent. {message}",
		"Use the name that the certificate is for (often with or without www.), or ask the host to add this one."},
	KindTLSUntrusted: {"The certificate of {shop} is not to be trusted.", "It is self-signed, or its issuer is not known to this computer; somebody may be listening, so no keys were sent.",
		"Ask the shop's host for a certificate of a public authority (Let's Encrypt costs nothing), or add the issuer to this computer's trusted ones."},
	KindTLSOther: {"No secure connection to {shop} could be made.", "{message}", "Ask the shop's host to check its https."},
	KindTimeout: {"{shop} did not answer in time.", "The shop is busy or slow, or the request was too much for it at once.",
		"A synchronization tries it again with less at a time. If it happens often, make the batch size smaller or the time limit longer."},
	KindCanceled: {"The request to {shop} was stopped.", "The program, or the person before it, ended it.", "Start it again when it suits."},
	KindHangup: {"{shop} hung up.", "The connection broke before the answer was complete.",
		"It is mostly over in a moment; try again. If it happens often, ask the host for its error log."},
	KindRedirect: {"{shop} sends on to {location}.", "The shop's address is another one. Changes are never sent along a redirect: they would be lost on the way.",
		"Save {location} as the webshop's address."},
	KindPortal: {"The network of this computer wants somebody to log in before it lets anything through to {shop}.", "It answers in the shop's place, as in a hotel or a train; nothing reached the shop. {message}",
		"Open any page in a browser on this network and log in, or use another network."},

	KindNotWordPress: {"{shop} is a web site, but not one made with WordPress.", "There is no /wp-json/ and nothing else of WordPress there.",
		"Check the address. If the shop lies in a folder, give that too: https://shop.example/shop."},
	KindRESTUnreachable: {"{shop} does not let anybody at its REST API.", "WordPress is there, but /wp-json/ does not answer: permalinks, a plugin or the web server hide it.",
		"Open Settings → Permalinks in the shop, choose Post name and save. If that does not help, look for a plugin that switches the REST API off."},
	KindPlainPermalinks: {"{shop} answers its front page instead of the REST API.", "The shop has plain permalinks, and the other way in is closed as well.",
		"Open Settings → Permalinks in the shop, choose Post name and save."},
	KindWooMissing: {"{shop} has no WooCommerce.", "WordPress is there, but WooCommerce's REST API is not: it is not installed, or switched off.",
		"Activate WooCommerce under Plugins in the shop."},
	KindWooOld: {"The WooCommerce of {shop} is too old for this.", "It does not have what was asked for.",
		"Update WooCommerce; 9.6 or later has everything that is used here."},

	KindKeyUnknown: {"{shop} does not know this consumer key.", "It was deleted, belongs to another shop, or is misspelt.",
		"Make a new key under " + keysPage + " with the permission Read/Write, and enter both parts."},
	KindSecretWrong: {"{shop} knows the consumer key, but the consumer secret is not its own.", "The two do not belong together, or one is cut off.",
		"Enter both again. The secret is shown only once: if it is lost, make a new key under " + keysPage + "."},
	KindKeyReadOnly: {"The key for {shop} may read, but not write.", "Products can be compared, but nothing can be changed.",
		"Set the key's permission to Read/Write under " + keysPage + "."},
	KindKeyWriteOnly: {"The key for {shop} may write, but not read.", "Nothing can be looked up there, so nothing is sent blindly.",
		"Set the key's permission to Read/Write under " + keysPage + "."},
	KindForbidden: {"The user of the key may not see this on {shop}.", "The key is right, but the WordPress user that it belongs to lacks the right. {message}",
		"Make a key for a shop manager or administrator under " + keysPage + "."},
	KindAuthorizationStripped: {"The keys do not arrive at {shop}.", "The shop knows the key, but its web server drops the part of the request that holds it.",
		"Test the webshop again: another way is tried then. For good, ask the host to pass on the Authorization header (Apache: CGIPassAuth On)."},
	KindHTTPNeedsHTTPS: {"{shop} wants https.", "The address begins with http://, and over that the shop does not accept the keys.",
		"Write https:// at the beginning of the webshop's address."},
	KindClock: {"The clocks of this computer and of {shop} are too far apart.", "Signed requests are valid for 15 minutes only.",
		"Set this computer's clock, or ask the host to set the shop's."},
	KindSitePassword: {"{shop} asks for a password before WordPress.", "The web server protects the whole site, as is usual for one under construction. It takes the place that the keys need.",
		"Ask the host to leave /wp-json/ out of the password protection."},

	KindLoginMissing: {"{shop} cannot get image files: no application password is known.", "Image files are uploaded to WordPress itself, which does not take WooCommerce's keys.",
		"Make an application password in the shop under Users → Profile → Application Passwords, and enter it with `woosync webshop set NAME --application-password`."},
	KindLoginWrong: {"{shop} does not take the application password.", "The user or the password is wrong, the password was revoked, or the host keeps it from WordPress. {message}",
		"Make a new one in the shop under Users → Profile → Application Passwords, and enter it with `woosync webshop set NAME --application-password`."},

	KindFirewall: {"{by} turned the request to {shop} away.", "It never reached WooCommerce. {message}",
		"Let requests to /wp-json/wc/v3/ from this computer's address through, in the firewall or security plugin of the shop."},
	KindHTML: {"{shop} answers with a web page where data should be.", "A page for people came instead: a login, a notice, or the shop's own front page. {message}",
		"Open the shop's address with /wp-json/ at its end in a browser and see what is there; switch off pages like “coming soon”."},
	KindRateLimited: {"{shop} gets too many requests.", "WooCommerce has no such limit: the host or its firewall counts. {pause}",
		"It goes on by itself after the pause. If it happens often, use one connection, or ask the host for a higher limit."},
	KindMaintenance: {"{shop} is being maintained.", "WordPress updates itself or a plugin; that takes a minute or two. {pause}",
		"It goes on by itself. If it lasts for hours, an update got stuck: delete the file .maintenance in the shop's folder."},
	KindUnavailable: {"{shop} is not available now.", "The host says so itself; it is overloaded or being worked on. {pause}",
		"It goes on by itself. If it lasts, ask the host."},
	KindDatabaseDown: {"{shop} has lost its database.", "WordPress runs, but its database does not answer: nobody can use the shop now.", "Ask the host. It goes on by itself when the database is back."},
	KindPHPFatal: {"A program error stopped {shop} in the middle of the request.", "A plugin, the theme or WooCommerce itself crashed on it. {message} {file}",
		"Switch off the plugin that the file belongs to, or update it; the shop's log is under WooCommerce → Status → Logs."},
	KindMemory: {"{shop} ran out of memory.", "The request was too much at once for what PHP may use there. {file}",
		"A synchronization tries it again with less at a time. For good, set WP_MEMORY_LIMIT to 256M or more."},
	KindTooLarge: {"The request is larger than {shop} takes.", "The web server or WooCommerce limits the size of one request. {message}",
		"A synchronization tries it again with less at a time. If one product alone is too large, shorten its description."},
	KindGateway: {"The web server of {shop} gave up waiting for WordPress.", "A proxy in front of the shop waits only so long; the work may have gone on behind it.",
		"A synchronization tries it again with less at a time. If it happens often, make the batch size smaller."},
	KindBadJSON: {"{shop} sends an answer that does not fit.", "{message} A plugin may change what WooCommerce answers.",
		"Switch off plugins that change the REST API or print into it, one at a time."},
	KindTruncated: {"The answer of {shop} ends in the middle.", "{message} The shop or something on the way broke off.",
		"It is mostly over in a moment; try again. If it stays, look for PHP errors under WooCommerce → Status → Logs."},

	KindNotFound: {"{shop} does not have it any more.", "It was deleted there. {message}", "It is made anew if the catalogue still wants it there."},
	KindInvalid:  {"{shop} does not take a value.", "{message} {params}", "Correct the value in the catalogue."},
	KindDuplicateSKU: {"{shop} refused the SKU: product {id} has it already.", "WooCommerce compares SKUs without case and accents, over products, variations and drafts.",
		"Change one of the two SKUs, or delete product {id} in the shop if it is the same product."},
	KindSKUInTrash: {"{shop} refused the SKU, though no product shows it.", "A product in the trash holds it, or an orphan row of the product lookup table. {message}",
		"Look in the shop under Products → Trash: restore the product or delete it for good. If it is not there, run WooCommerce → Status → Tools → Regenerate the product lookup tables."},
	KindDuplicateGTIN: {"{shop} refused the barcode: product {id} has it already.", "A GTIN, UPC, EAN or ISBN can belong to one product only.",
		"Correct the barcode of one of the two."},
	KindTermExists: {"{shop} has a category, tag or attribute of that name already.", "It is number {id}.", "Use that one."},
	KindImage: {"{shop} could not take an image.", "The shop fetches images itself, by their address. {message}",
		"Open the image's address in a browser: it must be public, end in .jpg, .png, .gif or .webp, and be an image."},
}

// mediaWords are for the media library, where a WordPress user stands in the place of the keys.
var mediaWords = map[Kind]words{
	KindForbidden: {"The user of the application password may not upload files to {shop}.", "The password is right, but the user's role does not include uploads. {message}",
		"Give the user the role Shop manager, Author or higher, or use the application password of another user."},
	KindImage: {"{shop} does not take the image file.", "WordPress looks at the name and the content of a file. {message}",
		"Open the file: it must be a JPEG, PNG, GIF or WebP image, and its extension must say so."},
	KindTooLarge: {"The image file is larger than {shop} takes.", "PHP and the web server limit the size of an upload. {message}",
		"Make the image smaller, or ask the host for higher limits (upload_max_filesize, post_max_size)."},
	KindMemory: {"{shop} ran out of memory over the image file.", "WordPress makes smaller sizes of every image, which takes memory. {file}",
		"Make the image smaller, or set WP_MEMORY_LIMIT to 256M or more."},
	KindHTTPNeedsHTTPS: {"The application password was not sent to {shop}.", "The address begins with http://, and on the way everybody could read it.",
		"Write https:// at the beginning of the webshop's address."},
}
