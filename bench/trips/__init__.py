"""What plans of trips cost, on frozen instances, beside insertion and one-stop trips."""
