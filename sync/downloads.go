package sync

import (
	"crypto/sha256"
	"encoding/hex"

	"woosync/woo"
)

// WooCommerce knows by the id of a file who has bought it, and gives every file that comes without one a new id: customers could
// then download no more what they paid for. So each file has the same id every time: the catalogue's, else the one that the webshop
// gave it before us, else one made of the SKU and the file's address.

// downloads gives an id to the files that have none.
func (v *resolver) downloads(j *job, list []payload) []woo.Fields {
	out := make([]woo.Fields, len(list))
	for i, file := range list {
		f := woo.Fields{}
		for name, value := range file {
			f[name] = value
		}
		if address, _ := file["file"].(string); f["id"] == nil {
			if f["id"] = j.fileIDs[address]; f["id"] == "" {
				f["id"] = fileID(j.sku(), address)
			}
		}
		out[i] = f
	}
	return out
}

// fileID looks like those that WooCommerce makes.
func fileID(sku, address string) string {
	sum := sha256.Sum256([]byte(sku + "\x00" + address))
	id := hex.EncodeToString(sum[:16])
	return id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
}

// keepFileIDs remembers the files that a product had before us.
func (j *job) keepFileIDs(p woo.Product) {
	j.fileIDs = map[string]string{}
	for _, d := range p.Downloads {
		j.fileIDs[d.File] = d.ID
	}
}
