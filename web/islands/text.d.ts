// A text file of the repository, put into the bundle as it is.
declare module "*.txt" {
  const text: string;
  export default text;
}
