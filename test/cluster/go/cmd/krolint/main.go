// krolint compiles ResourceGraphDefinitions as kro would, without an API server:
//
//	krolint CRDDIR RGD.yaml...
//
// One line a file. Ends with 1 when kro refuses one of them.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.org/data-pipelines/cluster/compiler"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: krolint CRDDIR RGD.yaml...")
		os.Exit(2)
	}
	kro, err := compiler.New(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "krolint:", err)
		os.Exit(2)
	}
	refused := false
	for _, file := range os.Args[2:] {
		order, err := compile(kro, file)
		if err != nil {
			refused = true
			fmt.Printf("FAIL %s: %v\n", file, err)
			continue
		}
		fmt.Printf("ok   %s: %s\n", file, strings.Join(order, " "))
	}
	if refused {
		os.Exit(1)
	}
}

func compile(kro *compiler.Compiler, file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	graph, err := kro.Compile(text)
	if err != nil {
		return nil, err
	}
	return graph.TopologicalOrder, nil
}
