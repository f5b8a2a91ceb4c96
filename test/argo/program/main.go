// One program with the parts of Argo CD that the tests run, each under its upstream name: argocd-application-controller,
// argocd-applicationset-controller, argocd-repo-server; the kustomize that the repo-server calls; and a Redis that lives in
// memory. Which one it is comes from the name it is called by, as in Argo CD's own image.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"k8s.io/klog/v2"
	kustomize "sigs.k8s.io/kustomize/kustomize/v5/commands"

	controller "github.com/argoproj/argo-cd/v3/cmd/argocd-application-controller/commands"
	applicationset "github.com/argoproj/argo-cd/v3/cmd/argocd-applicationset-controller/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
	"github.com/argoproj/argo-cd/v3/util/log"
)

func main() {
	klog.SetLogger(log.NewLogrusLogger(log.NewWithCurrentConfig()))
	if err := command(filepath.Base(os.Args[0])).Execute(); err != nil {
		os.Exit(1)
	}
}

func command(name string) *cobra.Command {
	switch name {
	case "argocd-application-controller":
		return controller.NewCommand()
	case "argocd-applicationset-controller":
		return applicationset.NewCommand()
	case "argocd-repo-server":
		return reposerver.NewCommand()
	case "kustomize":
		return kustomize.NewDefaultCommand()
	case "redis-server":
		return redisCommand()
	}
	fmt.Fprintf(os.Stderr, "%q is no part of this program: call it by one of its names\n", name)
	os.Exit(2)
	return nil
}
