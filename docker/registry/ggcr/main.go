// Serves go-containerregistry's in-memory registry with its referrers API, which the released commands leave off,
// on the loopback address given as the only argument. One line per request goes to standard error.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	handler := registry.New(registry.WithReferrersSupport(true))
	log.Fatal(http.ListenAndServe(os.Args[1], handler))
}
